import type { TidemarkError } from '../core/errors.ts';
import type { Artist } from '../core/records.ts';
import { ArtistGoneError } from '../crawlers/errors.ts';
import type { FrontierEntry } from '../store/types.ts';
import { forEachArtist } from './crawl-each.ts';
import { crawlHistory } from './crawl-history.ts';
import type { CrawlJob, CrawlProblem } from './crawl-job.ts';
import { noteLabelCost } from './crawl-label-cost.ts';
import { crawlLabels } from './crawl-labels.ts';
import { MixedOriginsError, originOf } from './crawl-origin.ts';
import { planReadings } from './crawl-readings.ts';
import { resolveTargets, type Targets } from './crawl-targets.ts';

export interface CrawlSummary {
  readonly site: string;
  readonly runId: string;
  /** `complete` if everything asked for is stored as far as the site has it; artists that are gone count as done. */
  readonly state: 'complete' | 'partial' | 'interrupted';
  /** Artists of the target, by what the store holds of them now. */
  readonly complete: number;
  readonly partial: number;
  readonly gone: number;
  readonly pending: number;
  /** Uploads read by this run. */
  readonly uploads: number;
  readonly requests: number;
  /** Slots of the target's artists that the site counted and did not show. */
  readonly hidden: number;
  /** Labels looked up by this run. */
  readonly labelled: number;
  readonly problems: readonly CrawlProblem[];
  /** Why the run ended before every artist was tried. */
  readonly stopped: TidemarkError | undefined;
}

/**
 * Crawls the histories of a target's artists that are not complete yet, each from where it stopped, and of the complete
 * ones again where a recrawl was asked for; then their labels where asked for. An artist that fails is stored as far as it was read, with the reason; the run ends early only if
 * the site says so, or if one artist after the other fails. Once aborted, what was read is stored.
 *
 * @throws UsageError if no artist lies above a sample's threshold
 * @throws MixedOriginsError if the store holds histories of the site that came from elsewhere
 * @throws TidemarkError if the target cannot be found out, or the store cannot be written
 */
export async function crawl(job: CrawlJob): Promise<CrawlSummary> {
  const { store, crawler, runId, target, labels, recrawl, clock, http } = job;
  const before = http.requests;
  const { site } = crawler;
  const origin = originOf(job.siteConfig);
  const other = (await store.origins()).find((stored) => stored.site === site && stored.origin !== origin);
  if (other) throw new MixedOriginsError(site, other.origin, origin);
  const parameters = { ...target, labels, ...(recrawl ? { recrawl } : {}) };
  const startedAt = clock.now();
  const sweepStartedAt = recrawl && ((await store.openSweep({ site, parameters })) ?? startedAt);
  const sweep = sweepStartedAt === undefined ? {} : { sweepStartedAt };
  await store.startRun({ runId, kind: 'crawl', site, origin, parameters, startedAt, ...sweep });
  const finish = (state: CrawlSummary['state'] | 'failed') =>
    store.finishRun(runId, { state, finishedAt: clock.now(), requests: http.requests - before });
  try {
    const summary = { ...(await crawlTarget(job, sweepStartedAt)), requests: http.requests - before };
    await finish(summary.stopped ? 'interrupted' : summary.state);
    return summary;
  } catch (error) {
    await finish('failed').catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

async function crawlTarget(job: CrawlJob, sweepStartedAt: number | undefined): Promise<Omit<CrawlSummary, 'requests'>> {
  const { artists, found, problems } = await targetsOf(job);
  const start = await entriesOf(job, artists);
  let uploads = 0;
  let labelled = 0;
  const readings = await planReadings(job, artists, start, found, sweepStartedAt);
  const readingOf = new Map(readings.map((reading) => [reading.artist, reading]));
  if (job.labels === 'detail') await noteLabelCost(job, artists);
  const histories = await forEachArtist(job, 'histories', [...readingOf.keys()], async (artist, signal) => {
    const end = await crawlHistory(job, readingOf.get(artist)!, signal);
    uploads += end.uploads;
    return end.error instanceof ArtistGoneError ? undefined : (end.error ?? end.shortfall);
  });
  const read = await entriesOf(job, artists);
  const isLabelPhase = job.labels === 'detail' && job.crawler.labels && !histories.stopped && !job.signal.aborted;
  const unlabelled = isLabelPhase ? artists.filter(({ artistId }) => lacksLabels(read.get(artistId))) : [];
  if (isLabelPhase && readings.length > 0) await noteLabelCost(job, unlabelled);
  const lookups = isLabelPhase
    ? await forEachArtist(job, 'labels', unlabelled, async (artist, signal) => {
        const end = await crawlLabels(job, artist, signal);
        labelled += end.labelled;
        return end.error;
      })
    : undefined;
  const entries = [...read.values()];
  const count = (state: FrontierEntry['state']) => entries.filter((entry) => entry.state === state).length;
  const all = [...problems, ...histories.problems, ...(lookups?.problems ?? [])];
  const isWhole = all.length === 0 && count('partial') + count('pending') === 0;
  return {
    site: job.crawler.site,
    runId: job.runId,
    state: job.signal.aborted ? 'interrupted' : isWhole ? 'complete' : 'partial',
    complete: count('complete'),
    partial: count('partial'),
    gone: count('gone'),
    pending: count('pending'),
    uploads,
    hidden: entries.reduce((sum, { hidden }) => sum + hidden, 0),
    labelled,
    problems: all,
    stopped: histories.stopped ?? lookups?.stopped,
  };
}

async function targetsOf(job: CrawlJob): Promise<Targets> {
  try {
    return await resolveTargets(job);
  } catch (error) {
    if (job.signal.aborted) return { artists: [], found: new Set(), problems: [] };
    throw error;
  }
}

async function entriesOf(
  { store, crawler }: CrawlJob,
  artists: readonly Artist[],
): Promise<Map<string, FrontierEntry>> {
  const ids = new Set(artists.map(({ artistId }) => artistId));
  const entries = (await store.frontier(crawler.site)).filter(({ artistId }) => ids.has(artistId));
  return new Map(entries.map((entry) => [entry.artistId, entry]));
}

function lacksLabels(entry: FrontierEntry | undefined): boolean {
  return (entry?.state === 'complete' || entry?.state === 'partial') && !entry.hasLabels;
}
