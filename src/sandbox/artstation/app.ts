import type { Context, Hono } from 'hono';
import { challengePage } from '../challenge.ts';
import type { FaultBoard } from '../faults/board.ts';
import { catalogueNow } from '../faults/catalogue-now.ts';
import { ROBOTS } from '../robots.ts';
import { createShell, truthOf } from '../shell.ts';
import type { Validators } from '../validators.ts';
import type { Catalogue } from '../world/catalogue.ts';
import { rankById, rowOfId } from '../world/ids.ts';
import { hexDigits, mix } from '../world/mix.ts';
import type { WorldArtist } from '../world/world.ts';
import { uploadIdOf } from './hash-id.ts';
import { listingRequest } from './listing-request.ts';
import { fullProfile, projectDetail, projectRow, quickProfile, searchRow, sitewideRow, userIdOf } from './rows.ts';

export interface ArtStationOptions {
  /** Does the detail page answer, or a challenge in its stead, as it does to programs? */
  readonly detail: 'open' | 'challenge';
  readonly validators: Validators;
}

const PAGE_SIZE = 50;
const JSON_FILE = '[^/]+\\.json';

/** ArtStation's own routes, none of them a published interface. Unknown paths answer 200 with the Explore page. */
export function createArtStation(truth: Catalogue, { detail, validators }: ArtStationOptions, board: FaultBoard): Hono {
  const catalogue = catalogueNow(truth, board);
  const { world } = catalogue;
  const csrfToken = hexDigits(world.artists.length, 30, 40);
  const listings = createListings(catalogue);
  const site = createShell(
    world,
    ROBOTS.artstation,
    truthOf(truth, identity),
    {
      board,
      now: world.now,
      requestFrom: (c) => listingRequest(catalogue, c),
      controls: { ...catalogue, revokeTokens: () => {} },
    },
    validators,
  );

  site.use(async (c, next) => {
    await next();
    c.header('server', 'cloudflare');
  });
  site.get(`/users/:file{${JSON_FILE}}`, (c) => withArtist(c, nameOf(c), (artist) => c.json(fullProfile(artist))));
  site.get('/users/:name/quick.json', (c) =>
    withArtist(c, c.req.param('name'), (artist) => c.json(quickProfile(artist))),
  );
  site.get(`/api/v2/user_profiles/:file{${JSON_FILE}}`, (c) =>
    withArtist(c, nameOf(c), (artist) => c.json(fullProfile(artist))),
  );
  site.get('/users/:name/projects.json', (c) =>
    withArtist(c, c.req.param('name'), (artist) => {
      const perPage = Math.min(wholeNumber(c.req.query('per_page')) ?? PAGE_SIZE, PAGE_SIZE);
      if (perPage < 1) return c.json({ message: 'per_page should be >= 1', code: 'per_page' }, 400);
      const page = Math.max(wholeNumber(c.req.query('page')) ?? 1, 1);
      const rows = listings.ofArtist(artist);
      const shown = rows.subarray((page - 1) * perPage, page * perPage);
      return c.json({ data: Array.from(shown, (row) => projectRow(world, row)), total_count: rows.length });
    }),
  );
  site.get('/projects.json', (c) => {
    const perPage = wholeNumber(c.req.query('per_page')) ?? PAGE_SIZE;
    const page = wholeNumber(c.req.query('page')) ?? 1;
    const rows = listings.latest();
    const from = (page - 1) * perPage;
    if (perPage < 1 || perPage > PAGE_SIZE || from < 0 || from >= Math.max(rows.length, 1)) return c.text('', 400);
    const shown = rows.subarray(from, from + perPage);
    return c.json({ data: Array.from(shown, (row) => sitewideRow(world, row)), total_count: rows.length });
  });
  site.get(`/projects/:file{${JSON_FILE}}`, (c) => {
    if (detail === 'challenge') return challengePage();
    const row = rowOfId(world.uploadId, world.rowsById, uploadIdOf(nameOf(c)));
    return row < 0 ? c.text('', 404) : c.json(projectDetail(world, row));
  });
  site.post('/api/v2/csrf_protection/token.json', (c) => {
    c.header('set-cookie', `PRIVATE-CSRF-TOKEN=${csrfToken}; path=/; HttpOnly`);
    return c.json({ public_csrf_token: csrfToken });
  });
  site.get('/api/v2/search/users.json', (c) => searchUsers(c, c.req.query()));
  site.post('/api/v2/search/users.json', async (c) => {
    if (c.req.header('public-csrf-token') !== csrfToken) return c.json({ data: null }, 401);
    return searchUsers(c, (await c.req.json()) as Readonly<Record<string, unknown>>);
  });
  site.notFound((c) => c.html('<!DOCTYPE html><html><head><title>ArtStation - Explore</title></head></html>'));

  function searchUsers(c: Context, asked: Readonly<Record<string, unknown>>): Response {
    const page = wholeNumber(asked.page) ?? 0;
    if (page < 1) return c.json({ data: 'page should be given' }, 400);
    const perPage = wholeNumber(asked.per_page);
    if (perPage === undefined || perPage < 3) {
      return c.json({ message: 'per_page should be >= 3', code: 'per_page' }, 400);
    }
    if (perPage > 75) return c.json({ message: 'per_page should be <= 75', code: 'per_page' }, 400);
    const size = Math.min(perPage, PAGE_SIZE);
    const query = String(asked.query ?? '').toLowerCase();
    const ranked = asked.sorting === 'followers' ? listings.byFollowers : world.artists;
    const found = query === '' ? ranked : ranked.filter((artist) => isAbout(artist, query));
    return c.json({ data: found.slice((page - 1) * size, page * size).map(searchRow), total_count: found.length });
  }

  function withArtist(c: Context, name: string, answer: (artist: WorldArtist) => Response): Response {
    const artist = catalogue.find(name);
    return artist ? answer(artist) : c.text('', 404);
  }

  return site;
}

function identity(artist: WorldArtist) {
  return { artist: artist.name, artistId: String(userIdOf(artist)), followers: artist.followers };
}

function createListings(catalogue: Catalogue) {
  const { world } = catalogue;
  const arranged = new Map<number, Uint32Array>();
  let latest: Uint32Array | undefined;
  return {
    byFollowers: world.artists.toSorted((a, b) => b.followers - a.followers),
    /** Newest first, or as the artist put them. */
    ofArtist(artist: WorldArtist): Uint32Array {
      const known = arranged.get(artist.index);
      if (known?.length === artist.to - artist.from) return known;
      const rows = catalogue.rowsOf(artist).reverse();
      if (artist.isArranged) rows.sort((a, b) => mix(world.uploadId[a]!, 29) - mix(world.uploadId[b]!, 29));
      arranged.set(artist.index, rows);
      return rows;
    },
    latest(): Uint32Array {
      latest ??= rankById(world.publishedAt).reverse();
      return latest;
    },
  };
}

function isAbout(artist: WorldArtist, query: string): boolean {
  return artist.name.includes(query) || artist.fullName.toLowerCase().includes(query);
}

/** The name in a path that ends in `<name>.json`. */
function nameOf(c: Context): string {
  return c.req.param('file')!.slice(0, -'.json'.length);
}

function wholeNumber(text: unknown): number | undefined {
  return /^-?\d+$/.test(String(text)) ? Number(text) : undefined;
}
