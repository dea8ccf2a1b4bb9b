import { estimateShares, type Shares } from '../analysis/shares/estimate.ts';
import { monthlyShares } from '../analysis/shares/monthly.ts';
import type { SharesConfig } from '../config/shares.ts';
import type { Month } from '../core/month.ts';
import { createRng } from '../core/rng.ts';
import type { MonthlyShare } from '../core/shares.ts';
import type { Store } from '../store/store.ts';

export interface SharesJob {
  readonly store: Pick<Store, 'labelCounts' | 'saveShares'>;
  /** First and last month, both in. */
  readonly from: Month;
  readonly to: Month;
}

/** Computes the monthly shares of a window for all sites and stores them. */
export async function computeShares({ store, from, to }: SharesJob): Promise<MonthlyShare[]> {
  const counts = await store.labelCounts();
  const rows = monthlyShares(counts.filter(({ month }) => month >= from && month <= to));
  await store.saveShares(rows);
  return rows;
}

export interface ShareEstimatesJob {
  readonly store: Pick<Store, 'labelSums' | 'survival' | 'saveShareResults'>;
  /** First and last month, both in. */
  readonly from: Month;
  readonly to: Month;
  readonly config: SharesConfig;
  /** Posterior draws. @default 200 */
  readonly draws?: number;
  readonly seed: number | string;
}

/**
 * Corrects the shares of a window for what labels miss and for withdrawn works, draws their posterior, and stores
 * estimates and draws. The same store, options and seed give the same result.
 */
export async function computeShareEstimates(job: ShareEstimatesJob): Promise<Shares> {
  const { store, from, to, config, seed } = job;
  const shares = estimateShares(await store.labelSums(), {
    from,
    to,
    ...config,
    survival: await store.survival(),
    ...(job.draws === undefined ? {} : { draws: job.draws }),
    rng: createRng(seed),
  });
  await store.saveShareResults(
    shares.sites.flatMap(({ estimates }) => estimates),
    [...shares.sites.flatMap(({ draws }) => draws), ...shares.all],
  );
  return shares;
}
