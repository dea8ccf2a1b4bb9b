import { firstAtLeast } from '../world/ids.ts';
import type { SiteWorld } from '../world/world.ts';
import { DanbooruRefusal } from './errors.ts';
import { Post, rating, statusOf } from './posts.ts';
import type { PostQuery } from './query.ts';
import type { Tag } from './tags.ts';

const PAGE_CAP = 1000;

/** Where a page lies: by number, or next to an id. */
export type PageAsked =
  | { readonly kind: 'number'; readonly page: number }
  | { readonly kind: 'before' | 'after'; readonly id: number };

/** @throws DanbooruRefusal 410 beyond page 1000 */
export function parsePage(text: string | undefined): PageAsked {
  const [, letter, digits] = /^([ab]?)(-?\d+)$/.exec(text ?? '1') ?? [];
  if (letter === 'a' || letter === 'b') {
    return { kind: letter === 'b' ? 'before' : 'after', id: Number(digits) };
  }
  const page = Math.max(Number(digits ?? 1), 1);
  if (page > PAGE_CAP) {
    throw new DanbooruRefusal(410, 'PaginationExtension::PaginationError', `You cannot go beyond page ${PAGE_CAP}.`);
  }
  return { kind: 'number', page };
}

/** Clamped to [1, cap] without complaint. */
export function parseLimit(text: string | undefined, cap: number): number {
  const limit = Number.parseInt(text ?? '20', 10);
  return Math.min(Math.max(Number.isNaN(limit) ? 20 : limit, 1), cap);
}

/** Rows of a page of posts, newest first unless asked otherwise. */
export function findPosts(
  world: SiteWorld,
  index: ReadonlyMap<string, Tag>,
  query: PostQuery,
  asked: PageAsked,
  limit: number,
): readonly number[] {
  const rows = candidates(world, index, query);
  const accepts = acceptor(world, index, query);
  const idAt = (place: number) => world.uploadId[rows[place]!]!;
  switch (asked.kind) {
    case 'before': {
      const end = firstAtLeast(rows.length, (place) => idAt(place) >= asked.id);
      return take(rows, end - 1, -1, 0, limit, accepts);
    }
    case 'after': {
      const start = firstAtLeast(rows.length, (place) => idAt(place) > asked.id);
      return take(rows, start, 1, 0, limit, accepts).toReversed();
    }
    case 'number': {
      const skip = (asked.page - 1) * limit;
      const found = query.isOldestFirst
        ? take(rows, 0, 1, skip, limit, accepts)
        : take(rows, rows.length - 1, -1, skip, limit, accepts);
      // Danbooru itself turns this one page around
      return asked.page === PAGE_CAP ? found.toReversed() : found;
    }
    default:
      return asked satisfies never;
  }
}

export function countPosts(world: SiteWorld, index: ReadonlyMap<string, Tag>, query: PostQuery): number {
  const rows = candidates(world, index, query);
  const accepts = acceptor(world, index, query);
  return accepts === undefined ? rows.length : rows.reduce((count, row) => count + (accepts(row) ? 1 : 0), 0);
}

/** Rows with the first tag inside the ranges, by id; dates and ids rise together. */
function candidates(world: SiteWorld, index: ReadonlyMap<string, Tag>, query: PostQuery): Uint32Array {
  const [first] = query.tags;
  const rows = first === undefined ? world.rowsById : (index.get(first)?.rows ?? new Uint32Array());
  const start = firstAtLeast(rows.length, (place) => {
    const row = rows[place]!;
    return world.uploadId[row]! >= query.id.min && world.publishedAt[row]! >= query.date.min;
  });
  const end = firstAtLeast(rows.length, (place) => {
    const row = rows[place]!;
    return world.uploadId[row]! > query.id.max || world.publishedAt[row]! > query.date.max;
  });
  return rows.subarray(start, Math.max(end, start));
}

type Acceptor = (row: number) => boolean;

/** What is left to check row by row; undefined if nothing is. */
function acceptor(world: SiteWorld, index: ReadonlyMap<string, Tag>, query: PostQuery): Acceptor | undefined {
  const required = query.tags.slice(1).map((tag) => new Set(index.get(tag)?.rows));
  const forbidden = query.excluded.map((tag) => new Set(index.get(tag)?.rows));
  const status = query.status === 'any' || query.status === 'all' ? undefined : query.status;
  if (required.length + forbidden.length === 0 && status === undefined && query.rating === undefined) return undefined;
  return (row) =>
    required.every((rows) => rows.has(row)) &&
    !forbidden.some((rows) => rows.has(row)) &&
    (status === undefined || statusOf(world, row) === status) &&
    (query.rating === undefined || rating(new Post(world, row)) === query.rating);
}

/** Walks from a place, leaves out `skip` accepted rows and takes the next `limit`. */
function take(
  rows: Uint32Array,
  from: number,
  step: 1 | -1,
  skip: number,
  limit: number,
  accepts: Acceptor | undefined,
): readonly number[] {
  const found: number[] = [];
  let left = skip;
  let place = from;
  if (accepts === undefined) {
    place += step * skip;
    left = 0;
  }
  for (; place >= 0 && place < rows.length && found.length < limit; place += step) {
    const row = rows[place]!;
    if (accepts && !accepts(row)) continue;
    if (left > 0) left -= 1;
    else found.push(row);
  }
  return found;
}
