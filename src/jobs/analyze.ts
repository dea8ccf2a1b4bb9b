import { type Analysis, analyzeActivity } from '../analysis/analysis.ts';
import { monthFromText } from '../core/month.ts';
import { createRng } from '../core/rng.ts';
import type { Store } from '../store/store.ts';

export interface AnalyzeOptions {
  readonly store: Pick<Store, 'activity'>;
  /** Sites to take. @default all that have artists */
  readonly sites?: readonly string[];
  /** Months as `YYYY-MM`, both ends included. @default 2021-01 and 2023-10 */
  readonly from?: string;
  readonly to?: string;
  /** Seniors uploaded before this month. @default 2022-01 */
  readonly cutoff?: string;
  /** @default 2018-01, 2019-01 and 2020-01 */
  readonly placeboCutoffs?: readonly string[];
  /** One figure for all sites together. @default true for more than four sites with uploads */
  readonly pool?: boolean;
  /** Bootstrap draws. @default 1000 */
  readonly draws?: number;
  /** @default 1 */
  readonly seed?: number | string;
}

const DEFAULT_PLACEBO_CUTOFFS = ['2018-01', '2019-01', '2020-01'] as const;

/**
 * Reads who uploaded how much from the store and analyses it. The same store, options and seed give the same result.
 *
 * @throws RangeError for months that are not `YYYY-MM` or a cutoff outside the window
 */
export async function analyze(options: AnalyzeOptions): Promise<Analysis> {
  const { store, from = '2021-01', to = '2023-10', cutoff = '2022-01', draws = 1000, seed = 1 } = options;
  const placeboCutoffs = options.placeboCutoffs ?? DEFAULT_PLACEBO_CUTOFFS;
  const activity = await store.activity(options.sites === undefined ? {} : { sites: options.sites });
  return analyzeActivity(activity, {
    from: monthFromText(from),
    to: monthFromText(to),
    cutoff: monthFromText(cutoff),
    placeboCutoffs: placeboCutoffs.map(monthFromText),
    ...(options.pool === undefined ? {} : { pool: options.pool }),
    draws,
    rng: createRng(seed),
  });
}
