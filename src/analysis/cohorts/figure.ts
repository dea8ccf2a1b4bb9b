import type { CohortFigure, CohortPanel, ExitModel, NullPoint } from '../../core/cohort-tables.ts';
import { type Month, monthFromText, textFromMonth } from '../../core/month.ts';
import type { Cohort, Measure } from '../../core/trend-tables.ts';
import { monthlySeries } from '../series.ts';
import { olsPercentPerYear } from '../slope.ts';
import type { IndexedActivity } from '../spans.ts';
import { adjustedSlope, matchedSlope } from './adjusted.ts';
import { agePeriodCohort } from './age-period-cohort.ts';
import type { ResampledCells } from './cells.ts';
import { decomposition } from './decomposition.ts';
import type { AsOfEligibility } from './eligibility.ts';
import { exitModelSeries, fitExitModel } from './exit-model.ts';
import { placeboSlopes } from './placebo.ts';
import { cohortSizes } from './seniority.ts';
import { tenureMatched } from './tenure.ts';
import { fitTenureModel, tenureModelSeries } from './tenure-model.ts';
import { verdict } from './verdict.ts';
import type { CohortWindow } from './windows.ts';

/** Artists that are looked at together: of one site, or of all. */
export interface CohortPart {
  readonly name: string;
  /** Artist indices, rising. */
  readonly artists: Uint32Array;
  /** The last month for which the history of every one of them was read. */
  readonly knownTo: Month;
  readonly cells: ResampledCells;
}

/** Makes the data of a cohort figure with all its parts: lines, null models, placebo slopes, tenure rates and verdict. */
export function cohortFigure(activity: IndexedActivity, part: CohortPart, isEligible: AsOfEligibility): CohortFigure {
  const { name, artists, knownTo, cells } = part;
  const { shown } = cells.layout;
  const sampled = artists.filter((artist) => isEligible(artist, shown.to));
  const sizes = cohortSizes(activity, artists, shown.cutoff, shown.to, isEligible);
  const exitModel = fitExitModel(activity, sampled, shown.cutoff);
  const nulls = nullPoints(activity, sampled, shown, exitModel);
  const tenure = tenureMatched(cells, knownTo);
  const panel = (measure: Measure): CohortPanel => {
    const slopes = placeboSlopes(activity, artists, isEligible, cells, measure);
    const adjusted = {
      senior: adjustedSlope(slopes, cells, measure, 'senior'),
      junior: adjustedSlope(slopes, cells, measure, 'junior'),
    };
    const expectedSlope = {
      senior: expectedSlopeOf(nulls[measure], 'senior', knownTo),
      junior: expectedSlopeOf(nulls[measure], 'junior', knownTo),
    };
    return {
      senior: monthlySeries(cells, knownTo, measure, 'senior'),
      junior: monthlySeries(cells, knownTo, measure, 'junior').slice(shown.cutoff - shown.from),
      all: monthlySeries(cells, knownTo, measure, 'all'),
      nullModel: nulls[measure],
      expectedSlope,
      slopes,
      adjusted,
      matchedSenior: matchedSlope(slopes, cells, measure),
      verdict: verdict(slopes, adjusted, tenure, expectedSlope.senior),
    };
  };
  return {
    site: name,
    cutoff: textFromMonth(shown.cutoff),
    from: textFromMonth(shown.from),
    to: textFromMonth(shown.to),
    knownTo: knownTo < shown.to ? textFromMonth(knownTo) : null,
    seniors: sizes.senior,
    juniors: sizes.junior,
    incompleteArtists: artists.reduce((count, artist) => count + 1 - activity.isComplete[artist]!, 0),
    censoredArtists: artists.reduce((count, artist) => count + Number(activity.lastFullMonth[artist]! < shown.to), 0),
    artists: panel('artists'),
    uploads: panel('uploads'),
    tenure,
    agePeriodCohort: agePeriodCohort(activity, sampled, shown, knownTo),
    decomposition: decomposition(activity, sampled, shown, knownTo),
    exitModel,
  };
}

function expectedSlopeOf(points: readonly NullPoint[], cohort: Cohort, knownTo: Month): number | null {
  const values = points.flatMap((point) =>
    point.cohort === cohort && point.tenureModel !== null && monthFromText(point.month) <= knownTo
      ? [point.tenureModel]
      : [],
  );
  if (values.length < 2) return null;
  const slope = olsPercentPerYear(values);
  return Number.isFinite(slope) ? slope : null;
}

function nullPoints(
  activity: IndexedActivity,
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
