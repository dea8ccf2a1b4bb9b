import { TidemarkError } from '../core/errors.ts';
import type { Artist } from '../core/records.ts';
import type { LabelSighting } from '../crawlers/site.ts';
import type { CrawlJob } from './crawl-job.ts';

/** Sightings per transaction, about. */
const BATCH = 2000;

export interface LabelsEnd {
  readonly labelled: number;
  readonly error: TidemarkError | undefined;
}

/** Looks up what listings lack about one artist's stored uploads. What was seen before an error is stored. */
export async function crawlLabels(job: CrawlJob, artist: Artist, signal: AbortSignal): Promise<LabelsEnd> {
  const targets = await job.store.uploadTargets(artist.site, artist.artistId);
  const lookups = job.crawler.labels!(artist, targets, signal)[Symbol.asyncIterator]();
  let unsaved: LabelSighting[] = [];
  let labelled = 0;
  for (;;) {
    const found = await nextSightings(lookups, signal);
    if (found instanceof TidemarkError || found === 'aborted' || found === 'end') {
      await save(job, artist, unsaved, found === 'end');
      return { labelled, error: found instanceof TidemarkError ? found : undefined };
    }
    unsaved.push(...found);
    labelled += found.length;
    if (unsaved.length >= BATCH) {
      await save(job, artist, unsaved, false);
      unsaved = [];
    }
  }
}

async function nextSightings(
  lookups: AsyncIterator<readonly LabelSighting[]>,
  signal: AbortSignal,
): Promise<readonly LabelSighting[] | TidemarkError | 'aborted' | 'end'> {
  try {
    const { done, value } = await lookups.next();
    return done ? 'end' : value;
  } catch (error) {
    if (signal.aborted) return 'aborted';
    if (error instanceof TidemarkError) return error;
    throw error;
  }
}

async function save(
  { store, runId, clock }: CrawlJob,
  { site, artistId }: Artist,
  sightings: readonly LabelSighting[],
  isLast: boolean,
): Promise<void> {
  if (sightings.length === 0 && !isLast) return;
  await store.saveLabels({ runId, site, artistId, sightings, seenAt: clock.now(), isLast });
}
