import type { Activity } from '../core/activity.ts';
import type { PlaceboSlope } from '../core/cohort-tables.ts';
import { type Month, textFromMonth } from '../core/month.ts';
import type { Group, Measure } from '../core/trend-tables.ts';
import { cohortSizes } from './cohorts.ts';
import type { CohortWindow, CountTable } from './count-table.ts';
import { eventsBetween } from './events.ts';
import { slopeEstimate } from './trend.ts';

const GROUPS: readonly Group[] = ['senior', 'junior', 'all'];

/** The windows to compare: each starts at its cutoff, and all are as long as the real one, which comes first. */
export function placeboWindows(cutoff: Month, to: Month, placeboCutoffs: readonly Month[]): CohortWindow[] {
  if (to < cutoff) {
    throw new RangeError(
      `the window must not end before the cutoff ${textFromMonth(cutoff)}, got ${textFromMonth(to)}`,
    );
  }
  return [cutoff, ...placeboCutoffs].map((month) => ({ cutoff: month, from: month, to: month + (to - cutoff) }));
}

/**
 * Slopes of uploads or active artists a month after the real cutoff and after placebo cutoffs, in per cent of the window's mean
 * a year. Splitting at any date makes seniors fall and juniors rise; only what goes beyond the placebo slopes can be
 * about the real date. Each window sees only artists who had entered by its own end, as the real one does.
 *
 * @param windows as from `placeboWindows`; all in the table
 * @param artists artist indices the table was made from
 * @returns three rows a window: senior, junior, all
 */
export function placeboSlopes(
  activity: Activity,
  artists: Uint32Array,
  table: CountTable,
  windows: readonly CohortWindow[],
  measure: Measure,
): PlaceboSlope[] {
  return windows.flatMap((window, index) => {
    const sizes = cohortSizes(activity, artists, window.cutoff, window.to);
    return GROUPS.map((group) => ({
      cutoff: textFromMonth(window.cutoff),
      from: textFromMonth(window.from),
      to: textFromMonth(window.to),
      isPlacebo: index > 0,
      group,
      artists: group === 'all' ? sizes.senior + sizes.junior : sizes[group],
      events: eventsBetween(window.from, window.to).map((event) => event.id),
      ...slopeEstimate(table, window, measure, group),
    }));
  });
}
