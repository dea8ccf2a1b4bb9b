import { monthFromText } from '../../../src/core/month.ts';
import type { MonthlyShare } from '../../../src/core/shares.ts';

/** A month of an invented site; every upload labelled unless told otherwise. */
export function shareOf(
  month: string,
  uploads: number,
  share: number | null,
  changes: Partial<MonthlyShare> = {},
): MonthlyShare {
  const labelled = share === null ? 0 : uploads;
  return {
    site: 'site-a',
    month: monthFromText(month),
    labelRegime: share === null ? 'none' : 'test',
    uploads,
    labelled,
    yes: (share ?? 0) * uploads,
    assisted: 0,
    share,
    low: 0,
    high: 1,
    ...changes,
  };
}
