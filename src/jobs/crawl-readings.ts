import type { Artist } from '../core/records.ts';
import type { Validator } from '../core/validator.ts';
import type { UploadPage } from '../crawlers/site.ts';
import type { FrontierEntry, PassState, ReadingKind } from '../store/types.ts';
import type { CrawlJob, RecrawlPlan } from './crawl-job.ts';

/** How an artist's list is to be read. */
export interface Reading {
  readonly artist: Artist;
  readonly kind: ReadingKind;
  /** Where to go on from; null to begin at the first page. */
  readonly cursor: string | null;
  /** The artist is looked up first: names change hands, and numbers of followers and works change. */
  readonly isLookedUp: boolean;
  /** From here on works must be known for an incremental reading to end, in milliseconds since 1970-01-01 UTC. */
  readonly knownFrom: number;
  readonly frontMark: string | null;
  /** The first page's version at the last reading; null in a full reading, which takes no word for a page. */
  readonly front: Validator | null;
}

/**
 * Pages shift under a reading that was broken off: a work that moved to a page read before would be lost, or seem
 * withdrawn. A list that waited for longer is begun anew.
 */
const LONGEST_BREAK_MS = 3_600_000;
/** Works are published late, restored or dated back: incremental readings look so far behind the reading before. */
const OVERLAP_MS = 30 * 86_400_000;

/**
 * What is left to read of the target's artists. Histories that are not whole are gone on with; whole ones, and artists
 * that were gone, are read again only where a recrawl was asked for, and once in its sweep.
 *
 * @param sweepStartedAt what ended since then is done; undefined if no recrawl was asked for
 * @param found ids of artists that the site was just asked for and has
 */
export async function planReadings(
  job: CrawlJob,
  artists: readonly Artist[],
  entries: ReadonlyMap<string, FrontierEntry>,
  found: ReadonlySet<string>,
  sweepStartedAt: number | undefined,
): Promise<readonly Reading[]> {
  const { store, crawler, recrawl, clock } = job;
  const states = new Map((await store.passStates(crawler.site)).map((state) => [state.artistId, state]));
  const now = clock.now();
  return artists.flatMap((artist): Reading[] => {
    const entry = entries.get(artist.artistId);
    const state = states.get(artist.artistId);
    if (!entry || !state) return [firstReading(artist, null)];
    const cursor = isStale(state, now) ? null : entry.cursor;
    if (entry.state !== 'complete' && entry.state !== 'gone') return [firstReading(artist, cursor)];
    if (recrawl && sweepStartedAt !== undefined) {
      if ((state.lastEndedAt ?? 0) >= sweepStartedAt) return [];
      return [nextReading(artist, { ...entry, cursor }, state, recrawl, now)];
    }
    return entry.state === 'gone' && found.has(artist.artistId) ? [firstReading(artist, null)] : [];
  });
}

function isStale({ openUntil }: PassState, now: number): boolean {
  return openUntil !== null && now - openUntil > LONGEST_BREAK_MS;
}

function firstReading(artist: Artist, cursor: string | null): Reading {
  return { artist, kind: 'full', cursor, isLookedUp: false, knownFrom: 0, frontMark: null, front: null };
}

function nextReading(
  artist: Artist,
  { state, cursor }: FrontierEntry,
  { openKind, lastFullAt, observedUntil, frontMark, front }: PassState,
  { kind, fullEveryMs }: RecrawlPlan,
  now: number,
): Reading {
  const isOpen = cursor !== null;
  const isFull =
    kind === 'full' ||
    state === 'gone' ||
    (isOpen && openKind === 'full') ||
    lastFullAt === null ||
    observedUntil === null ||
    now - lastFullAt > fullEveryMs;
  return {
    artist,
    kind: isFull ? 'full' : 'incremental',
    cursor,
    isLookedUp: !isOpen,
    knownFrom: (observedUntil ?? 0) - OVERLAP_MS,
    frontMark,
    front: isFull ? null : front,
  };
}

/**
 * True once an incremental reading need not go on. In a list with the newest first: a page of known works only that
 * reaches behind the overlap. In any other: a first page with the mark it had; what changed behind it stays unseen
 * until the next full reading.
 */
export function isNothingNew(
  { order }: CrawlJob['crawler'],
  { knownFrom, frontMark }: Reading,
  { uploads, mark }: UploadPage,
  known: ReadonlySet<string>,
): boolean {
  if (order === 'own') return mark !== undefined && mark === frontMark;
  return (
    uploads.length > 0 &&
    uploads.every(({ uploadId }) => known.has(uploadId)) &&
    uploads.some(({ publishedAt }) => publishedAt < knownFrom)
  );
}
