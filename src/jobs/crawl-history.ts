import { TidemarkError } from '../core/errors.ts';
import type { Artist, CrawlState, Upload } from '../core/records.ts';
import { ArtistGoneError } from '../crawlers/errors.ts';
import type { UploadPage } from '../crawlers/site.ts';
import type { CrawlJob } from './crawl-job.ts';

/** Uploads per transaction, about; a page is never split. */
const BATCH = 2000;

export interface HistoryEnd {
  readonly uploads: number;
  /** Undefined where the history was read to its end. */
  readonly error: TidemarkError | undefined;
  readonly shortfall: string | undefined;
}

/** What is read and not stored yet. */
interface Unsaved {
  readonly uploads: Upload[];
  hidden: number;
  /** When the first page of the batch was read, by our clock and by the site's. */
  seenAt: number | undefined;
  observedUntil: number | undefined;
}

/**
 * Reads one artist's history from the cursor on and stores it in batches, the cursor with each. Whatever ends it, what
 * was read is stored, and the state says what is missing. Errors of the store, and those nobody foresaw, are thrown.
 */
export async function crawlHistory(
  job: CrawlJob,
  artist: Artist,
  start: string | null,
  signal: AbortSignal,
): Promise<HistoryEnd> {
  const pages = job.crawler.uploads(artist, start ?? undefined, signal)[Symbol.asyncIterator]();
  let cursor = start;
  let batch = nothing();
  let uploads = 0;
  for (;;) {
    const page = await nextPage(pages, signal);
    if (page === undefined) throw new Error(`${artist.site}: the list of ${artist.name} ended without a last page`);
    if (page instanceof TidemarkError) {
      const state = page instanceof ArtistGoneError ? 'gone' : 'partial';
      await save(job, artist, batch, { state, reason: page.message, cursor: state === 'gone' ? null : cursor });
      return { uploads, error: page, shortfall: undefined };
    }
    if (page === 'aborted') {
      if (batch.seenAt !== undefined)
        await save(job, artist, batch, { state: 'partial', reason: whyAborted(signal), cursor });
      return { uploads, error: undefined, shortfall: undefined };
    }
    add(batch, page, job);
    uploads += page.uploads.length;
    cursor = page.cursor ?? null;
    if (page.cursor === undefined) {
      const end =
        page.shortfall === undefined ? COMPLETE : ({ state: 'partial', reason: page.shortfall, cursor: null } as const);
      await save(job, artist, batch, end);
      return { uploads, error: undefined, shortfall: page.shortfall };
    }
    if (batch.uploads.length >= BATCH) {
      await save(job, artist, batch, { state: 'partial', reason: 'the crawl has not read on yet', cursor });
      batch = nothing();
    }
  }
}

interface Place {
  readonly state: CrawlState;
  readonly reason: string | null;
  readonly cursor: string | null;
}
const COMPLETE: Place = { state: 'complete', reason: null, cursor: null };

/** Once aborted, whatever comes is the abort's doing. */
async function nextPage(
  pages: AsyncIterator<UploadPage>,
  signal: AbortSignal,
): Promise<UploadPage | TidemarkError | 'aborted' | undefined> {
  try {
    const { done, value } = await pages.next();
    return done ? undefined : value;
  } catch (error) {
    if (signal.aborted) return 'aborted';
    if (error instanceof TidemarkError) return error;
    throw error;
  }
}

function whyAborted({ reason }: AbortSignal): string {
  return reason instanceof TidemarkError ? `the crawl ended early: ${reason.message}` : 'the crawl was interrupted';
}

function nothing(): Unsaved {
  return { uploads: [], hidden: 0, seenAt: undefined, observedUntil: undefined };
}

function add(batch: Unsaved, { uploads, hidden }: UploadPage, { clock, http }: CrawlJob): void {
  batch.seenAt ??= clock.now();
  batch.observedUntil ??= http.siteTime;
  batch.uploads.push(...uploads);
  batch.hidden += hidden;
}

function save(job: CrawlJob, artist: Artist, batch: Unsaved, place: Place): Promise<void> {
  const { uploads, hidden, seenAt = job.clock.now(), observedUntil } = batch;
  return job.store.saveStep({
    runId: job.runId,
    site: artist.site,
    artistId: artist.artistId,
    uploads,
    hidden,
    seenAt,
    ...(observedUntil !== undefined && observedUntil < seenAt ? { observedUntil } : {}),
    ...place,
  });
}
