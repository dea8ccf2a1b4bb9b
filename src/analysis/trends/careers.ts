import { yearOfMonth } from '../../core/month.ts';
import type { CareerTable, CareerYear } from '../../core/trend-analysis-tables.ts';
import { type Exits, exitsOf } from '../methods/exits.ts';
import { kaplanMeier } from '../methods/kaplan-meier.ts';
import { logRank } from '../methods/log-rank.ts';
import type { IndexedActivity } from '../spans.ts';

/** The rule the figures use, and two others to see how much hangs on it. */
const SILENCES = [6, 3, 12] as const;
/** A curve of fewer artists says nothing. */
const LEAST_ARTISTS = 10;

/**
 * How long artists stay by the year of their first upload, once for each rule of when an artist is gone.
 *
 * @param artists artist indices
 */
export function careerTables(site: string, activity: IndexedActivity, artists: Uint32Array): CareerTable[] {
  return SILENCES.map((silence) => careerTable(site, exitsOf(activity, artists, silence), silence));
}

function careerTable(site: string, exits: Exits, silence: number): CareerTable {
  const yearOf = Int32Array.from(exits.entryMonth, yearOfMonth);
  const sizes = new Map<number, number>();
  for (const year of yearOf) sizes.set(year, (sizes.get(year) ?? 0) + 1);
  const years = [...sizes.keys()].filter((year) => sizes.get(year)! >= LEAST_ARTISTS).sort((a, b) => a - b);
  const chosen = new Set(years);
  const kept = Uint32Array.from(yearOf.keys()).filter((i) => chosen.has(yearOf[i]!));
  const group = Int32Array.from(kept, (i) => yearOf[i]!);
  const test = logRank(durationsOf(exits, kept), group);
  return {
    site,
    silence,
    years: years.map((year) =>
      careerYear(
        year,
        exits,
        kept.filter((i) => yearOf[i] === year),
      ),
    ),
    logRank: { chiSquare: test.chiSquare, degreesOfFreedom: test.degreesOfFreedom, p: test.p },
    dropped: { ...exits.dropped, fewInYear: yearOf.length - kept.length },
    reason: years.length === 0 ? `no entry year has ${LEAST_ARTISTS} artists whose history is whole` : test.reason,
  };
}

function careerYear(year: number, exits: Exits, chosen: Uint32Array): CareerYear {
  const curve = kaplanMeier(durationsOf(exits, chosen));
  return {
    year,
    subjects: curve.subjects,
    exits: curve.events,
    medianMonths: curve.median,
    steps: curve.steps.map(({ time, atRisk, events, survival, low, high }) => ({
      month: time,
      atRisk,
      exits: events,
      survival,
      low,
      high,
    })),
  };
}

function durationsOf({ time, event }: Exits, chosen: Uint32Array) {
  return { time: chosen.map((i) => time[i]!), event: chosen.map((i) => event[i]!) };
}
