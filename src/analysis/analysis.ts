import type { Activity } from '../core/activity.ts';
import type { CohortFigure } from '../core/cohort-tables.ts';
import { type Month, textFromMonth } from '../core/month.ts';
import type { Rng } from '../core/rng.ts';
import type { SlopeEstimate, TotalSeries } from '../core/trend-tables.ts';
import { cohortFigure } from './cohort-figure.ts';
import { artistsOf } from './cohorts.ts';
import { type CohortWindow, type CountTable, countTable, poolTables } from './count-table.ts';
import { type Event, eventsBetween } from './events.ts';
import { placeboWindows } from './placebo.ts';
import { monthlySeries } from './series.ts';
import { slopeEstimate } from './trend.ts';

export interface AnalysisOptions {
  /** First and last month of the window, both included. */
  readonly from: Month;
  readonly to: Month;
  /** Seniors uploaded before this month. */
  readonly cutoff: Month;
  readonly placeboCutoffs: readonly Month[];
  /** One figure for all sites together instead of one a site. @default true for more than four sites with uploads */
  readonly pool?: boolean;
  readonly draws: number;
  readonly rng: Rng;
}

/** Everything the figures, tables and words of a report are made of. Plain data: it goes to JSON as it is. */
export interface Analysis {
  readonly from: string;
  readonly to: string;
  readonly cutoff: string;
  readonly placeboCutoffs: readonly string[];
  readonly draws: number;
  readonly isPooled: boolean;
  readonly sites: readonly SiteSummary[];
  /** One a site, or a single one for all sites together. */
  readonly totals: readonly TotalSeries[];
  /** In the order of `totals`. */
  readonly cohorts: readonly CohortFigure[];
  readonly events: readonly Event[];
}

export interface SiteSummary {
  readonly site: string;
  readonly artists: number;
  /** Artists whose whole visible history is stored. The counts of the others are lower bounds. */
  readonly completeArtists: number;
  readonly uploads: number;
  readonly uploadsInWindow: number;
  readonly firstMonth: string | null;
  /** The last month for which every artist's history was read; null without artists. */
  readonly knownTo: string | null;
  /** Trends after the cutoff, of active artists a month; null for a site without uploads in the window. */
  readonly slopes: Readonly<Record<'senior' | 'junior' | 'all', SlopeEstimate>> | null;
}

export const ALL_SITES = 'all sites together';
const MOST_PANELS = 4;

/**
 * The whole analysis of who uploaded how much: totals, cohorts with their null models and placebo cutoffs, slopes
 * with intervals. Sites without uploads in the window are listed and left out of the figures.
 *
 * @throws RangeError if the cutoff lies outside the window or the window ends before it starts
 */
export function analyzeActivity(activity: Activity, options: AnalysisOptions): Analysis {
  const { from, to, cutoff, placeboCutoffs, draws, rng } = options;
  if (!(from <= cutoff && cutoff <= to)) {
    const [first, last, split] = [from, to, cutoff].map(textFromMonth);
    throw new RangeError(`the cutoff must lie in the window ${first} to ${last}, got ${split}`);
  }
  const window: CohortWindow = { from, to, cutoff };
  const slopeWindows = placeboWindows(cutoff, to, placeboCutoffs);
  const [afterCutoff] = slopeWindows;
  const summaries = activity.sites.map((_, site) => summarize(activity, site, window));
  const windows = [window, ...slopeWindows];
  const tables = activity.sites.map((site, index) => countTable(activity, index, windows, draws, rng.fork(site)));
  const sites = activity.sites.map((_, site) => site);
  const seen = sites.filter((site) => summaries[site]!.uploadsInWindow > 0);
  const isPooled = seen.length > 0 && (options.pool ?? seen.length > MOST_PANELS);
  const parts: Part[] = isPooled
    ? [poolOf(activity, sites, tables)]
    : seen.map((site) => ({
        name: activity.sites[site]!,
        artists: artistsOf(activity, site),
        table: tables[site]!,
      }));

  return {
    from: textFromMonth(from),
    to: textFromMonth(to),
    cutoff: textFromMonth(cutoff),
    placeboCutoffs: placeboCutoffs.map(textFromMonth),
    draws,
    isPooled,
    sites: summaries.map((summary, site) => {
      if (summary.uploadsInWindow === 0) return { ...summary, slopes: null };
      const slope = (group: 'senior' | 'junior' | 'all') =>
        slopeEstimate(tables[site]!, afterCutoff!, 'artists', group);
      return { ...summary, slopes: { senior: slope('senior'), junior: slope('junior'), all: slope('all') } };
    }),
    totals: parts.map(({ name, artists, table }) => ({
      site: name,
      artists: artists.length,
      completeArtists: countComplete(activity, artists),
      points: monthlySeries(table, window, 'uploads', 'all'),
      slope: slopeEstimate(table, window, 'uploads', 'all'),
    })),
    cohorts: parts.map(({ name, artists, table }) =>
      cohortFigure(name, activity, artists, table, window, slopeWindows),
    ),
    events: eventsBetween(from, to),
  };
}

interface Part {
  readonly name: string;
  readonly artists: Uint32Array;
  readonly table: CountTable;
}

/** Sites with uploads in any of the windows, as one: a placebo window may reach sites that the real one does not. */
function poolOf(activity: Activity, sites: readonly number[], tables: readonly CountTable[]): Part {
  const counted = new Set(sites.filter((site) => tables[site]!.observed.some((count) => count > 0)));
  return {
    name: ALL_SITES,
    artists: artistsOf(activity, null).filter((artist) => counted.has(activity.artistSite[artist]!)),
    table: poolTables([...counted].map((site) => tables[site]!)),
  };
}

function summarize(activity: Activity, site: number, window: CohortWindow): Omit<SiteSummary, 'slopes'> {
  const artists = artistsOf(activity, site);
  let uploads = 0;
  let uploadsInWindow = 0;
  let firstMonth = Number.POSITIVE_INFINITY;
  for (let row = 0; row < activity.month.length; row++) {
    if (activity.artistSite[activity.artist[row]!] !== site) continue;
    const month = activity.month[row]!;
    uploads += activity.uploads[row]!;
    if (month >= window.from && month <= window.to) uploadsInWindow += activity.uploads[row]!;
    firstMonth = Math.min(firstMonth, month);
  }
  const knownTo = artists.reduce(
    (least, artist) => Math.min(least, activity.lastFullMonth[artist]!),
    Number.POSITIVE_INFINITY,
  );
  return {
    site: activity.sites[site]!,
    artists: artists.length,
    completeArtists: countComplete(activity, artists),
    uploads,
    uploadsInWindow,
    firstMonth: Number.isFinite(firstMonth) ? textFromMonth(firstMonth) : null,
    knownTo: Number.isFinite(knownTo) ? textFromMonth(knownTo) : null,
  };
}

function countComplete(activity: Activity, artists: Uint32Array): number {
  return artists.reduce((complete, artist) => complete + activity.isComplete[artist]!, 0);
}
