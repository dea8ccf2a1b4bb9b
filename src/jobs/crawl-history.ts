import { TidemarkError } from '../core/errors.ts';
import type { Artist, CrawlState, Upload } from '../core/records.ts';
import type { Validator } from '../core/validator.ts';
import { ArtistGoneError } from '../crawlers/errors.ts';
import type { UploadPage } from '../crawlers/site.ts';
import type { PassKind } from '../store/types.ts';
import type { CrawlJob } from './crawl-job.ts';
import { isNothingNew, type Reading } from './crawl-readings.ts';

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
  /** When the first page of the batch was read, by our clock and by the site's, and when the last one. */
  seenAt: number | undefined;
  observedUntil: number | undefined;
  readUntil: number | undefined;
  /** The first page of the list is in the batch. */
  isStart: boolean;
  frontMark: string | undefined;
  front: Validator | undefined;
}

/**
 * Reads one artist's list from the cursor on and stores it in batches, the cursor with each. Whatever ends it, what
 * was read is stored, and the state says what is missing. Errors of the store, and those nobody foresaw, are thrown.
 */
export async function crawlHistory(job: CrawlJob, reading: Reading, signal: AbortSignal): Promise<HistoryEnd> {
  let cursor = reading.cursor;
  let batch = nothing(cursor === null);
  let uploads = 0;
  const artist = reading.isLookedUp ? await attempt(() => lookUp(job, reading.artist, signal), signal) : reading.artist;
  if (artist === 'aborted') return { uploads, error: undefined, shortfall: undefined };
  const save = (place: Place) => saveBatch(job, reading.artist, batch, place);
  const fail = async (error: TidemarkError): Promise<HistoryEnd> => {
    const isGone = error instanceof ArtistGoneError;
    const { kind } = reading;
    await save({ kind, state: isGone ? 'gone' : 'partial', reason: error.message, cursor: isGone ? null : cursor });
    return { uploads, error, shortfall: undefined };
  };
  if (artist instanceof TidemarkError) return fail(artist);

  const { site, artistId } = artist;
  const known = reading.kind === 'incremental' ? await job.store.uploadIds(site, artistId) : new Set<string>();
  const front = frontToName(reading, artist);
  const pages = job.crawler.uploads(artist, cursor ?? undefined, signal, front)[Symbol.asyncIterator]();
  for (;;) {
    const next = await attempt(() => pages.next(), signal);
    if (next instanceof TidemarkError) return fail(next);
    if (next === 'aborted') {
      const { kind } = reading;
      if (batch.seenAt !== undefined) await save({ kind, state: 'partial', reason: whyAborted(signal), cursor });
      return { uploads, error: undefined, shortfall: undefined };
    }
    if (next.done) throw new Error(`${site}: the list of ${artist.name} ended without a last page`);
    const page = next.value;
    add(batch, page, job);
    uploads += page.uploads.length;
    cursor = page.cursor ?? null;
    if (page.isUnchanged) {
      batch.frontMark = reading.frontMark ?? undefined;
      await save({ kind: 'unchanged', ...COMPLETE });
      return { uploads, error: undefined, shortfall: undefined };
    }
    if (page.cursor === undefined) {
      await save(placeAtEnd(page));
      return { uploads, error: undefined, shortfall: page.shortfall };
    }
    if (reading.kind === 'incremental' && isNothingNew(job.crawler, reading, page, known)) {
      await save({ kind: 'incremental', ...COMPLETE });
      return { uploads, error: undefined, shortfall: undefined };
    }
    if (batch.uploads.length >= BATCH) {
      await save({ kind: reading.kind, state: 'partial', reason: 'the crawl has not read on yet', cursor });
      batch = nothing(false);
    }
  }
}

interface Place {
  readonly kind: PassKind;
  readonly state: CrawlState;
  readonly reason: string | null;
  readonly cursor: string | null;
}
const COMPLETE = { state: 'complete', reason: null, cursor: null } as const;

/** A list that was read to its end was read in full, whatever was meant. */
function placeAtEnd({ shortfall }: UploadPage): Place {
  if (shortfall === undefined) return { kind: 'full', ...COMPLETE };
  return { kind: 'full', state: 'partial', reason: shortfall, cursor: null };
}

/** Where the site claims another number of works than before, the list has changed, whatever its first page says. */
function frontToName({ front, artist: known }: Reading, { worksClaimed }: Artist): Validator | undefined {
  const hasChanged = known.worksClaimed !== null && worksClaimed !== known.worksClaimed;
  return hasChanged ? undefined : (front ?? undefined);
}

/** The artist as the site has it now. A name that stands for somebody else is as good as gone. */
async function lookUp({ crawler, store, clock }: CrawlJob, known: Artist, signal: AbortSignal): Promise<Artist> {
  const artist = await crawler.artist(known.name, signal);
  if (artist.artistId !== known.artistId) {
    const cause = new Error(`the name stands for ${artist.artistId} now, not for ${known.artistId}`);
    throw new ArtistGoneError(known.site, known.name, { cause });
  }
  await store.addArtists([artist], clock.now());
  return artist;
}

/** Once aborted, whatever comes is the abort's doing. */
async function attempt<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | TidemarkError | 'aborted'> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return 'aborted';
    if (error instanceof TidemarkError) return error;
    throw error;
  }
}

function whyAborted({ reason }: AbortSignal): string {
  return reason instanceof TidemarkError ? `the crawl ended early: ${reason.message}` : 'the crawl was interrupted';
}

function nothing(isStart: boolean): Unsaved {
  return {
    uploads: [],
    hidden: 0,
    seenAt: undefined,
    observedUntil: undefined,
    readUntil: undefined,
    isStart,
    frontMark: undefined,
    front: undefined,
  };
}

function add(batch: Unsaved, { uploads, hidden, mark, front }: UploadPage, { clock, http }: CrawlJob): void {
  batch.seenAt ??= clock.now();
  batch.observedUntil ??= http.siteTime;
  batch.readUntil = clock.now();
  batch.frontMark ??= mark;
  batch.front ??= front;
  batch.uploads.push(...uploads);
  batch.hidden += hidden;
}

function saveBatch(job: CrawlJob, artist: Artist, batch: Unsaved, { kind, ...place }: Place): Promise<void> {
  const { uploads, hidden, seenAt = job.clock.now(), observedUntil, readUntil, isStart, frontMark, front } = batch;
  return job.store.saveStep({
    runId: job.runId,
    site: artist.site,
    artistId: artist.artistId,
    uploads,
    hidden,
    seenAt,
    pass: kind,
    isStart: isStart && batch.seenAt !== undefined,
    ...(readUntil === undefined ? {} : { readUntil }),
    ...(frontMark === undefined ? {} : { frontMark }),
    ...(front === undefined ? {} : { front }),
    ...(observedUntil !== undefined && observedUntil < seenAt ? { observedUntil } : {}),
    ...place,
  });
}
