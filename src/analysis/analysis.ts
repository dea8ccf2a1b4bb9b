import type { Activity } from '../core/activity.ts';
import type { CohortFigure } from '../core/cohort-tables.ts';
import { type Month, monthFromInstant, textFromMonth } from '../core/month.ts';
import type { Rng } from '../core/rng.ts';
import type { TrendAnalysis } from '../core/trend-analysis-tables.ts';
import type { SlopeEstimate, TotalSeries } from '../core/trend-tables.ts';
import { addCells, cellLayout, type ResampledCells } from './cohorts/cells.ts';
import { type AsOfEligibility, eligibleByUploads } from './cohorts/eligibility.ts';
import { type CohortPart, cohortFigure } from './cohorts/figure.ts';
import { slopesAfter } from './cohorts/placebo.ts';
import { resample } from './cohorts/resample.ts';
import { artistsOf } from './cohorts/seniority.ts';
import { type CohortWindow, slopeWindows } from './cohorts/windows.ts';
import { type Event, eventsBetween } from './events.ts';
import { monthlySeries, seriesSlope } from './series.ts';
import { type IndexedActivity, indexActivity, isActiveWithin } from './spans.ts';
import { analyzeTrends } from './trends/analyze.ts';

export interface AnalysisOptions {
  /** First and last month of the window, both included. */
  readonly from: Month;
  readonly to: Month;
  /** Seniors uploaded before this month. */
  readonly cutoff: Month;
  readonly placeboCutoffs: readonly Month[];
  /** Take artists with at least so many uploads by the end of each window. @default all artists */
  readonly leastUploads?: number;
  /** One figure for all sites together instead of one a site. @default true for more than four sites with uploads */
  readonly pool?: boolean;
  readonly draws: number;
  /** Work out the trends of all series, events, careers and rates too. @default false */
  readonly withTrends?: boolean;
  readonly rng: Rng;
}

/** Everything the figures, tables and words of a report are made of. Plain data: it goes to JSON as it is. */
export interface Analysis {
  readonly from: string;
  readonly to: string;
  readonly cutoff: string;
  readonly placeboCutoffs: readonly string[];
  readonly leastUploads: number;
  readonly draws: number;
  readonly isPooled: boolean;
  readonly sites: readonly SiteSummary[];
  /** One a site, or a single one for all sites together. */
  readonly totals: readonly TotalSeries[];
  /** In the order of `totals`. */
  readonly cohorts: readonly CohortFigure[];
  /** By the sites of `totals`; null where they were not asked for. */
  readonly trends: TrendAnalysis | null;
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
 * The whole analysis of who uploaded how much: totals, cohorts with their null models, placebo cutoffs, tenure-matched
 * rates and verdicts, slopes with intervals. Sites without uploads in the window are listed and left out of the figures.
 *
 * @throws RangeError if the cutoff lies outside the window or the window ends before it starts
 */
export function analyzeActivity(activity: Activity, options: AnalysisOptions): Analysis {
  const { from, to, cutoff, placeboCutoffs, leastUploads = 0, draws } = options;
  if (!(from <= cutoff && cutoff <= to)) {
    const [first, last, split] = [from, to, cutoff].map(textFromMonth);
    throw new RangeError(`the cutoff must lie in the window ${first} to ${last}, got ${split}`);
  }
  const window: CohortWindow = { from, to, cutoff };
  const indexed = indexActivity(activity);
  const summaries = activity.sites.map((_, site) => summarize(indexed, site, window));
  const seen = activity.sites.flatMap((_, site) => (summaries[site]!.uploadsInWindow > 0 ? [site] : []));
  const isPooled = seen.length > 0 && (options.pool ?? seen.length > MOST_PANELS);
  const isEligible = eligibleByUploads(indexed, leastUploads);
  const study: Study = { activity: indexed, window, options, isEligible };
  const { parts, slopes } = isPooled ? pooledParts(study) : siteParts(study, seen);

  return {
    from: textFromMonth(from),
    to: textFromMonth(to),
    cutoff: textFromMonth(cutoff),
    placeboCutoffs: placeboCutoffs.map(textFromMonth),
    leastUploads,
    draws,
    isPooled,
    sites: summaries.map((summary, site) => ({
      ...summary,
      slopes: summary.uploadsInWindow === 0 ? null : slopes.get(site)!,
    })),
    totals: parts.map(({ name, artists, knownTo, cells }) => ({
      site: name,
      artists: artists.length,
      completeArtists: countComplete(activity, artists),
      points: monthlySeries(cells, knownTo, 'uploads', 'all'),
      slope: seriesSlope(cells, knownTo, 'uploads', 'all'),
    })),
    cohorts: parts.map((part) => cohortFigure(indexed, part, isEligible)),
    trends: options.withTrends === true ? analyzeTrends(indexed, { parts, isEligible, rng: options.rng }) : null,
    events: eventsBetween(from, to),
  };
}

interface Study {
  readonly activity: IndexedActivity;
  readonly window: CohortWindow;
  readonly options: AnalysisOptions;
  readonly isEligible: AsOfEligibility;
}

type SiteSlopes = NonNullable<SiteSummary['slopes']>;

interface Parts {
  readonly parts: readonly CohortPart[];
  /** By index of the site. */
  readonly slopes: ReadonlyMap<number, SiteSlopes>;
}

function siteParts(study: Study, sites: readonly number[]): Parts {
  const slopes = new Map<number, SiteSlopes>();
  const parts = sites.map((site) => {
    const artists = artistsOf(study.activity, site);
    const knownTo = knownToAll(study.activity, artists);
    const cells = siteCells(study, site, artists, { first: firstMonthOf(study.activity, artists), knownTo });
    slopes.set(site, siteSlopes(study, artists, cells));
    return { name: study.activity.sites[site]!, artists, knownTo, cells };
  });
  return { parts, slopes };
}

/**
 * Sites with uploads in any of the windows, as one: a placebo window may reach sites that the real one does not. All are
 * cut to the last month that is known of every one.
 */
function pooledParts(study: Study): Parts {
  const { activity, window, options } = study;
  const first = Math.min(window.from, ...options.placeboCutoffs);
  const counted = activity.sites.flatMap((_, site) => {
    const artists = artistsOf(activity, site);
    return artists.some((artist) => isActiveWithin(activity, artist, first, window.to)) ? [{ site, artists }] : [];
  });
  const knownTo = counted.reduce(
    (least, { artists }) => Math.min(least, knownToAll(activity, artists)),
    Number.MAX_SAFE_INTEGER,
  );
  const earliest = counted.reduce(
    (least, { artists }) => Math.min(least, firstMonthOf(activity, artists)),
    Number.MAX_SAFE_INTEGER,
  );
  const slopes = new Map<number, SiteSlopes>();
  let pool: ResampledCells | null = null;
  for (const { site, artists } of counted) {
    const cells = siteCells(study, site, artists, { first: earliest, knownTo });
    slopes.set(site, siteSlopes(study, artists, cells));
    if (pool === null) pool = cells;
    else addCells(pool, cells);
  }
  const chosen = new Set(counted.map(({ site }) => site));
  const artists = artistsOf(activity, null).filter((artist) => chosen.has(activity.artistSite[artist]!));
  return { parts: pool === null ? [] : [{ name: ALL_SITES, artists, knownTo, cells: pool }], slopes };
}

/** First month of the history, and the last that is known of every artist. */
interface History {
  readonly first: Month;
  readonly knownTo: Month;
}

function siteCells(study: Study, site: number, artists: Uint32Array, { first, knownTo }: History): ResampledCells {
  const { activity, window, options, isEligible } = study;
  const windows = slopeWindows(window.cutoff, Math.min(window.to, knownTo), options.placeboCutoffs, first);
  const rng = options.rng.fork(activity.sites[site]!);
  return resample(activity, artists, cellLayout(window, windows), isEligible, options.draws, rng);
}

function siteSlopes({ activity, isEligible }: Study, artists: Uint32Array, cells: ResampledCells): SiteSlopes {
  const [senior, junior, all] = slopesAfter(0, activity, artists, isEligible, cells, 'artists');
  return { senior: senior!, junior: junior!, all: all! };
}

function firstMonthOf(activity: Activity, artists: Uint32Array): Month {
  const firstUploadAt = artists.reduce(
    (least, artist) => Math.min(least, activity.firstUploadAt[artist]!),
    Number.POSITIVE_INFINITY,
  );
  return monthFromInstant(firstUploadAt);
}

function knownToAll(activity: Activity, artists: Uint32Array): Month {
  return artists.reduce((least, artist) => Math.min(least, activity.lastFullMonth[artist]!), Number.MAX_SAFE_INTEGER);
}

function summarize(activity: IndexedActivity, site: number, window: CohortWindow): Omit<SiteSummary, 'slopes'> {
  const artists = artistsOf(activity, site);
  let uploads = 0;
  let uploadsInWindow = 0;
  let firstMonth = Number.POSITIVE_INFINITY;
  for (const artist of artists) {
    for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
      const month = activity.month[row]!;
      uploads += activity.uploads[row]!;
      if (month >= window.from && month <= window.to) uploadsInWindow += activity.uploads[row]!;
      firstMonth = Math.min(firstMonth, month);
    }
  }
  return {
    site: activity.sites[site]!,
    artists: artists.length,
    completeArtists: countComplete(activity, artists),
    uploads,
    uploadsInWindow,
    firstMonth: Number.isFinite(firstMonth) ? textFromMonth(firstMonth) : null,
    knownTo: artists.length === 0 ? null : textFromMonth(knownToAll(activity, artists)),
  };
}

function countComplete(activity: Activity, artists: Uint32Array): number {
  return artists.reduce((complete, artist) => complete + activity.isComplete[artist]!, 0);
}
