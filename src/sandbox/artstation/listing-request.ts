import type { Context } from 'hono';
import type { ListingRequest } from '../faults/fault.ts';
import type { Catalogue } from '../world/catalogue.ts';

const PAGE_SIZE = 50;

/** Reads `/users/<name>/projects.json?page=2&per_page=50`. */
export function listingRequest(catalogue: Catalogue, c: Context): ListingRequest | undefined {
  const name = /^\/users\/([^/]+)\/projects\.json$/.exec(c.req.path)?.[1];
  const artist = name && catalogue.find(decodeURIComponent(name));
  if (!artist) return undefined;
  const limit = Math.min(Number(c.req.query('per_page')) || PAGE_SIZE, PAGE_SIZE);
  const page = Number(c.req.query('page')) || 1;
  const pages = Math.max(1, Math.ceil((artist.to - artist.from) / limit));
  return { kind: 'listing', artist: artist.name, page, pages, before: (page - 1) * limit, limit };
}
