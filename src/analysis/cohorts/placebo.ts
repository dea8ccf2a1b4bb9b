import type { PlaceboSlope } from '../../core/cohort-tables.ts';
import { textFromMonth } from '../../core/month.ts';
import type { Cohort, Group, Measure } from '../../core/trend-tables.ts';
import { eventsBetween } from '../events.ts';
import type { IndexedActivity } from '../spans.ts';
import type { ResampledCells } from './cells.ts';
import type { AsOfEligibility } from './eligibility.ts';
import { cohortSizes, isSenior } from './seniority.ts';
import { drawnSlopes, slopeEstimate } from './slopes.ts';
import { type CohortWindow, monthsIn } from './windows.ts';

const GROUPS: readonly Group[] = ['senior', 'junior', 'all'];

/**
 * Slopes after the real cutoff and after placebo cutoffs, in per cent of the window's mean a year. Splitting at any date
 * makes seniors fall and juniors rise; only what goes beyond the placebo slopes can be about the real date. Each window
 * sees only artists who had entered, and met the sample's rule, by its own end.
 *
 * @param artists those that the cells were made from
 * @returns three rows a window, in the order of the windows: senior, junior, all
 */
export function placeboSlopes(
  activity: IndexedActivity,
  artists: Uint32Array,
  isEligible: AsOfEligibility,
  cells: ResampledCells,
  measure: Measure,
): PlaceboSlope[] {
  return cells.layout.windows.flatMap((_, window) =>
    slopesAfter(window, activity, artists, isEligible, cells, measure),
  );
}

/** The slopes after one cutoff: senior, junior, all. @param index into the layout's windows */
export function slopesAfter(
  index: number,
  activity: IndexedActivity,
  artists: Uint32Array,
  isEligible: AsOfEligibility,
  cells: ResampledCells,
  measure: Measure,
): PlaceboSlope[] {
  const window = cells.layout.windows[index]!;
  const sizes = cohortSizes(activity, artists, window.cutoff, window.to, isEligible);
  const counts = monthlyCounts(activity, artists, isEligible, window, measure);
  const events = eventsBetween(window.from, window.to).map((event) => event.id);
  return GROUPS.map((group) => ({
    cutoff: textFromMonth(window.cutoff),
    from: textFromMonth(window.from),
    to: textFromMonth(window.to),
    isPlacebo: window.isPlacebo,
    leftOut: window.leftOut,
    group,
    artists: group === 'all' ? sizes.senior + sizes.junior : sizes[group],
    events,
    ...slopeEstimate(group === 'all' ? counts.senior.map((count, i) => count + counts.junior[i]!) : counts[group], () =>
      drawnSlopes(cells, index, measure, group),
    ),
  }));
}

function monthlyCounts(
  activity: IndexedActivity,
  artists: Uint32Array,
  isEligible: AsOfEligibility,
  window: CohortWindow,
  measure: Measure,
): Record<Cohort, Float64Array> {
  const months = monthsIn(window);
  const counts = { senior: new Float64Array(months), junior: new Float64Array(months) };
  for (const artist of artists) {
    if (!isEligible(artist, window.to)) continue;
    const series = counts[isSenior(activity.firstUploadAt[artist]!, window.cutoff) ? 'senior' : 'junior'];
    for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
      const i = activity.month[row]! - window.from;
      if (i >= 0 && i < months) series[i] = series[i]! + (measure === 'uploads' ? activity.uploads[row]! : 1);
    }
  }
  return counts;
}
