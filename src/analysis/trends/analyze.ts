import type { Activity } from '../../core/activity.ts';
import type { Rng } from '../../core/rng.ts';
import type { TrendAnalysis } from '../../core/trend-analysis-tables.ts';
import type { AsOfEligibility } from '../cohorts/eligibility.ts';
import type { CohortPart } from '../cohorts/figure.ts';
import type { IndexedActivity } from '../spans.ts';
import { careerTables } from './careers.ts';
import { differenceTable } from './difference.ts';
import { interruptedTable } from './interrupted.ts';
import { rateRatioTable } from './rate-ratios.ts';
import { trendRows } from './trend-rows.ts';

export interface TrendOptions {
  /** Sites, or all together, with the draws of their monthly counts. */
  readonly parts: readonly CohortPart[];
  readonly isEligible: AsOfEligibility;
  /** Draws the artists of the difference in differences where there are too many. */
  readonly rng: Rng;
}

/**
 * Everything about trends but the split into seniors and juniors: series through all trend methods, known events and
 * their placebos, careers, rate ratios within artists, and the difference to earlier artists of equal tenure.
 */
export function analyzeTrends(activity: IndexedActivity, { parts, isEligible, rng }: TrendOptions): TrendAnalysis {
  const eligible = new Map(
    parts.map((part) => [part, part.artists.filter((artist) => isEligible(artist, part.cells.layout.shown.to))]),
  );
  const each = <T>(tableOf: (part: CohortPart, artists: Uint32Array) => T) =>
    parts.map((part) => tableOf(part, eligible.get(part)!));
  return {
    trends: trendRows(parts, (part) => incomplete(activity, eligible.get(part)!)),
    interrupted: parts.map(interruptedTable),
    careers: each(({ name }, artists) => careerTables(name, activity, artists)).flat(),
    rateRatios: each(({ name }, artists) => rateRatioTable(name, activity, artists, firstMonth(activity, artists))),
    differences: each(({ name, knownTo }, artists) =>
      differenceTable(name, activity, artists, knownTo, rng.fork(`difference/${name}`)),
    ),
  };
}

function incomplete({ isComplete }: Activity, artists: Uint32Array): number {
  return artists.reduce((sum, artist) => sum + 1 - isComplete[artist]!, 0);
}

function firstMonth({ start, month }: IndexedActivity, artists: Uint32Array): number {
  return artists.reduce((least, artist) => Math.min(least, month[start[artist]!] ?? least), Number.MAX_SAFE_INTEGER);
}
