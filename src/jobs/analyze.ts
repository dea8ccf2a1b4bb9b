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
  /** @default January of 2018, 2019, 2020 and 2021; the last is cut short before the image generators */
  readonly placeboCutoffs?: readonly string[];
  /** One figure for all sites together. @default true for more than four sites with uploads */
  readonly pool?: boolean;
  /** Take artists with at least so many uploads by the end of each window. @default 0 */
  readonly leastUploads?: number;
  /** Bootstrap draws. @default 2000 */
  readonly draws?: number;
  /** @default 1 */
  readonly seed?: number | string;
}

const DEFAULT_PLACEBO_CUTOFFS = ['2018-01', '2019-01', '2020-01', '2021-01'] as const;

/**
 * Reads who uploaded how much from the store and analyses it. The same store, options and seed give the same result.
 *
 * @throws RangeError for months that are not `YYYY-MM` or a cutoff outside the window
 */
export async function analyze(options: AnalyzeOptions): Promise<Analysis> {
  const { store, from = '2021-01', to = '2023-10', cutoff = '2022-01', leastUploads = 0 } = options;
  const { draws = 2000, seed = 1 } = options;
  const placeboCutoffs = options.placeboCutoffs ?? DEFAULT_PLACEBO_CUTOFFS;
  const activity = await store.activity(options.sites === undefined ? {} : { sites: options.sites });
  return analyzeActivity(activity, {
    from: monthFromText(from),
    to: monthFromText(to),
    cutoff: monthFromText(cutoff),
    placeboCutoffs: placeboCutoffs.map(monthFromText),
    ...(options.pool === undefined ? {} : { pool: options.pool }),
    leastUploads,
    draws,
    withTrends: true,
    rng: createRng(seed),
  });
}
