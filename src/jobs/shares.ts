import { monthlyShares } from '../analysis/shares.ts';
import type { Month } from '../core/month.ts';
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
