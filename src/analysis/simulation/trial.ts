import type { AdjustedSlope, CohortFigure, Verdict } from '../../core/cohort-tables.ts';
import { type Month, monthFromText } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import type { Group, SeriesPoint, SlopeEstimate } from '../../core/trend-tables.ts';
import { analyzeActivity } from '../analysis.ts';
import { interruptedSeries } from '../methods/its.ts';
import { mannKendall } from '../methods/mann-kendall.ts';
import { RELEASE } from '../trends/release.ts';
import type { NamedWorld } from './artefacts.ts';
import { simulate } from './world.ts';

/** What the analysis says of one simulated world. Slopes are of active artists, in per cent of the mean a year. */
export interface Trial {
  readonly artists: number;
  /** After the cutoff; null where there is no slope. */
  readonly slopes: Readonly<Record<Group, number | null>>;
  /** p of Mann–Kendall's test of the months after the cutoff. */
  readonly mannKendall: Readonly<Record<'senior' | 'junior', number | null>>;
  /** p of the change of level and of slope that an interrupted series of the seniors finds at Stable Diffusion. */
  readonly interrupted: { readonly level: number | null; readonly slope: number | null };
  readonly senior: AdjustedSlope;
  readonly junior: AdjustedSlope;
  readonly matchedSenior: AdjustedSlope;
  /** Tenure-matched rate of artists of two years or more. */
  readonly experienced: SlopeEstimate;
  readonly finding: Verdict['finding'];
}

const CUTOFF = monthFromText('2022-01');
const PLACEBO_CUTOFFS = ['2018-01', '2019-01', '2020-01'].map(monthFromText);

/**
 * Simulates a world and analyses it as if it had been crawled when it ended.
 *
 * @param draws bootstrap draws
 * @returns null if nobody was seen in the window
 */
export function runTrial({ world, leastUploads }: NamedWorld, draws: number, rng: Rng): Trial | null {
  const activity = simulate(world, rng.fork('world'));
  const from = CUTOFF - 12;
  const options = { from, to: world.to, cutoff: CUTOFF, placeboCutoffs: PLACEBO_CUTOFFS, leastUploads, draws };
  const [figure] = analyzeActivity(activity, { ...options, rng: rng.fork('draws') }).cohorts;
  if (figure === undefined) return null;
  const { adjusted, matchedSenior, senior, junior, verdict } = figure.artists;
  return {
    artists: activity.artistSite.length,
    slopes: { senior: realSlope(figure, 'senior'), junior: realSlope(figure, 'junior'), all: realSlope(figure, 'all') },
    mannKendall: {
      senior: mannKendall(valuesOf(senior).slice(CUTOFF - from)).p,
      junior: mannKendall(valuesOf(junior)).p,
    },
    interrupted: interruptedSeniors(senior, from),
    senior: adjusted.senior,
    junior: adjusted.junior,
    matchedSenior,
    experienced: figure.tenure.experienced,
    finding: verdict.finding,
  };
}

function realSlope({ artists }: CohortFigure, group: Group): number | null {
  return artists.slopes.find((slope) => !slope.isPlacebo && slope.group === group)?.percentPerYear ?? null;
}

function valuesOf(points: readonly SeriesPoint[]): number[] {
  return points.flatMap(({ value }) => value ?? []);
}

function interruptedSeniors(points: readonly SeriesPoint[], from: Month): Trial['interrupted'] {
  const values = valuesOf(points);
  const months = values.map((_, i) => from + i);
  const interventions = [{ id: 'release', from: RELEASE, to: RELEASE }];
  const { terms } = interruptedSeries({ months, values }, { interventions, harmonics: 0 });
  const p = (name: string) => terms.find((term) => term.name === name)?.p ?? null;
  return { level: p('level:release'), slope: p('slope:release') };
}
