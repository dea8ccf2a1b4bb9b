import type { Context } from 'hono';
import type { ListingRequest } from '../faults/fault.ts';
import { firstAtLeast } from '../world/ids.ts';
import type { SiteWorld } from '../world/world.ts';
import { parseLimit } from './search.ts';
import type { Tag } from './tags.ts';

/** Reads `/posts.json?tags=<tag>&limit=200&page=b1234567` and `/counts/posts.json?tags=<tag>`. */
export function listingRequest(
  world: SiteWorld,
  index: ReadonlyMap<string, Tag>,
  cap: number,
  c: Context,
): ListingRequest | undefined {
  const kind = KINDS[c.req.path];
  const tag = index.get(c.req.query('tags') ?? '');
  if (kind === undefined || tag === undefined) return undefined;
  const { rows } = tag;
  const limit = parseLimit(c.req.query('limit'), cap);
  const [, letter, digits] = /^([ab]?)(\d+)$/.exec(c.req.query('page') ?? '1') ?? [];
  const before =
    letter === 'b'
      ? rows.length - firstAtLeast(rows.length, (i) => world.uploadId[rows[i]!]! >= Number(digits))
      : (Number(digits) - 1) * limit;
  const pages = Math.max(1, Math.ceil(rows.length / limit));
  return { kind, artist: tag.name, page: Math.floor(before / limit) + 1, pages, before, limit };
}

const KINDS: Readonly<Record<string, ListingRequest['kind']>> = {
  '/posts.json': 'listing',
  '/counts/posts.json': 'count',
};
