import type { Context } from 'hono';
import type { ListingRequest } from '../faults/fault.ts';
import type { Catalogue } from '../world/catalogue.ts';

const USUAL_LIMIT = 10;
const MOST_LIMIT = 24;

/** Reads `/api/v1/oauth2/gallery/all?username=<name>&offset=24&limit=24`. */
export function listingRequest(catalogue: Catalogue, c: Context): ListingRequest | undefined {
  if (c.req.path !== '/api/v1/oauth2/gallery/all') return undefined;
  const artist = catalogue.find(c.req.query('username') ?? '');
  if (!artist) return undefined;
  const limit = Math.min(Number(c.req.query('limit')) || USUAL_LIMIT, MOST_LIMIT);
  const before = Number(c.req.query('offset')) || 0;
  const pages = Math.max(1, Math.ceil((artist.to - artist.from) / limit));
  return { kind: 'listing', artist: artist.name, page: Math.floor(before / limit) + 1, pages, before, limit };
}
