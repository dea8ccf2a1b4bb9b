import type { Activity } from '../core/activity.ts';
import type { CohortFigure, CohortPanel, ExitModel, NullPoint } from '../core/cohort-tables.ts';
import { textFromMonth } from '../core/month.ts';
import type { Measure } from '../core/trend-tables.ts';
import { cohortSizes } from './cohorts.ts';
import type { CohortWindow, CountTable } from './count-table.ts';
import { exitModelSeries, fitExitModel } from './exit-model.ts';
import { placeboSlopes } from './placebo.ts';
import { monthlySeries } from './series.ts';
import { fitTenureModel, tenureModelSeries } from './tenure-model.ts';
import { verdict } from './verdict.ts';

/**
 * Makes the data of a cohort figure with all its parts.
 *
 * @param site how the artists are called together
 * @param artists artist indices the table was made from
 * @param window what the figure shows
 * @param slopeWindows as from `placeboWindows`
 */
export function cohortFigure(
  site: string,
  activity: Activity,
  artists: Uint32Array,
  table: CountTable,
  window: CohortWindow,
  slopeWindows: readonly CohortWindow[],
): CohortFigure {
  const sizes = cohortSizes(activity, artists, window.cutoff, window.to);
  const exitModel = fitExitModel(activity, artists, window.cutoff);
  const nulls = nullPoints(activity, artists, window, exitModel);
  const panel = (measure: Measure): CohortPanel => {
    const slopes = placeboSlopes(activity, artists, table, slopeWindows, measure);
    return {
      senior: monthlySeries(table, window, measure, 'senior'),
      junior: monthlySeries(table, window, measure, 'junior').slice(window.cutoff - window.from),
      all: monthlySeries(table, window, measure, 'all'),
      nullModel: nulls[measure],
      slopes,
      verdict: verdict(slopes),
    };
  };
  return {
    site,
    cutoff: textFromMonth(window.cutoff),
    from: textFromMonth(window.from),
    to: textFromMonth(window.to),
    seniors: sizes.senior,
    juniors: sizes.junior,
    incompleteArtists: artists.reduce((count, artist) => count + 1 - activity.isComplete[artist]!, 0),
    artists: panel('artists'),
    uploads: panel('uploads'),
    exitModel,
  };
}

function nullPoints(
  activity: Activity,
  artists: Uint32Array,
  { cutoff, to }: CohortWindow,
  exitModel: ExitModel | null,
): Record<Measure, NullPoint[]> {
  const months = to - cutoff + 1;
  const exit = exitModel === null ? null : exitModelSeries(exitModel, months);
  const tenureModel = fitTenureModel(activity, artists, cutoff);
  if (exit === null && tenureModel === null) return { artists: [], uploads: [] };
  const points = (measure: 'activity' | 'uploads'): NullPoint[] => {
    const tenure = tenureModel === null ? null : tenureModelSeries(tenureModel, measure, cutoff, months);
    const scale = measure === 'uploads' ? (exitModel?.uploadsPerActiveMonth ?? 1) : 1;
    return (['senior', 'junior'] as const).flatMap((cohort) =>
      Array.from({ length: months }, (_, i) => ({
        month: textFromMonth(cutoff + i),
        cohort,
        exitModel: exit === null ? null : exit[cohort][i]! * scale,
        tenureModel: tenure === null ? null : tenure[cohort][i]!,
      })),
    );
  };
  return { artists: points('activity'), uploads: points('uploads') };
}
