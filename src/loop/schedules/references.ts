import { shuffle } from '../../core/math/shuffle.ts';
import type { Rng } from '../../core/rng.ts';
import type { MonthlyShare } from '../../core/shares.ts';
import type { MonthShare } from './flows.ts';

/** The same months as if every upload had share `share`: 0 is the control of retraining itself, 1 its worst case. */
export function constantMonths(months: readonly MonthShare[], share: 0 | 1): MonthShare[] {
  return months.map(({ month, uploads }) => ({ month, uploads, share }));
}

/**
 * The same months in random order: each month's uploads and share go together to another month, so totals of human and of
 * generated works stay. What differs between the loops is due to order alone.
 *
 * @param rng the same stream, the same order
 */
export function permutedMonths(months: readonly MonthShare[], rng: Rng): MonthShare[] {
  const shuffled = [...months];
  shuffle(shuffled, rng);
  return shuffled.map(({ uploads, share }, index) => ({ month: months[index]!.month, uploads, share }));
}

/**
 * The same months with what labels alone say, a lower bound of the generated share: works labelled yes over works labelled,
 * uncorrected; 0 where no work is labelled under a rule. Sites are added up by their uploads.
 *
 * @param shares any order
 * @param sites whose labels count
 */
export function taggedMonths(
  months: readonly MonthShare[],
  shares: readonly MonthlyShare[],
  sites: readonly string[],
): MonthShare[] {
  const byMonth = Map.groupBy(
    shares.filter((row) => sites.includes(row.site)),
    (row) => row.month,
  );
  return months.map(({ month, uploads }) => {
    const rows = byMonth.get(month) ?? [];
    const stored = rows.reduce((sum, row) => sum + row.uploads, 0);
    const generated = rows.reduce((sum, row) => sum + row.uploads * (row.share ?? 0), 0);
    return { month, uploads, share: stored === 0 ? 0 : generated / stored };
  });
}
