import type { Context, Hono } from 'hono';
import type { Catalogue } from '../world/catalogue.ts';
import { rowOfId } from '../world/ids.ts';
import { mix } from '../world/mix.ts';
import type { WorldArtist } from '../world/world.ts';
import { createBrowse, findFolder, foldersOf, isListed, pageOf } from './galleries.ts';
import { apiError } from './oauth.ts';
import { deviation, metadata, uploadIdOf, user, userWithStats } from './rows.ts';

const ROOT = '/api/v1/oauth2';
const GALLERY_LIMIT = 24;
const BROWSE_LIMIT = 50;
const FOLDERS_LIMIT = 50;
const WHOIS_LIMIT = 50;

export interface ApiOptions {
  /** Deviations carry `category` and `category_path`, as they did for the API's first clients. */
  readonly legacyCategory: boolean;
}

/** The read part of the OAuth2 API, version 1. Expects the token to be checked already. */
export function addApi(site: Hono, catalogue: Catalogue, { legacyCategory }: ApiOptions): void {
  const { world } = catalogue;
  const browse = createBrowse(catalogue);

  site.get(`${ROOT}/placebo`, (c) => c.json({ status: 'success' }));
  site.get(`${ROOT}/gallery/all`, (c) =>
    withUser(c, c.req.query('username'), (artist) => c.json(slots(c, artist, 0, artist.to - artist.from))),
  );
  site.get(`${ROOT}/gallery/folders`, (c) =>
    withUser(c, c.req.query('username'), (artist) => {
      const folders = foldersOf(artist);
      const { rows, hasMore, nextOffset } = pageOf(
        folders.length,
        (slot) => slot,
        offsetOf(c),
        limitOf(c, FOLDERS_LIMIT),
        () => true,
      );
      const sized = c.req.query('calculate_size') === 'true';
      const results = rows.map((place) => {
        const { folderId, name, from, to } = folders[place]!;
        return { folderid: folderId, parent: null, name, ...(sized ? { size: to - from } : {}), has_subfolders: false };
      });
      return c.json({ results, has_more: hasMore, next_offset: nextOffset });
    }),
  );
  site.get(`${ROOT}/gallery/:folderid`, (c) => {
    const found = findFolder(catalogue, c.req.param('folderid'));
    if (!found) return apiError(c, 400, 'invalid_request', 'Folder not found.', { error_code: 1 });
    const { artist, folder } = found;
    return c.json({ ...slots(c, artist, folder.from, folder.to), name: folder.name });
  });
  site.get(`${ROOT}/user/profile/:username`, (c) =>
    withUser(c, c.req.param('username'), (artist) => c.json(profile(artist, c.req.query('expand') ?? ''))),
  );
  site.post(`${ROOT}/user/whois`, async (c) => {
    const form = await c.req.parseBody({ all: true });
    const names = namesFrom(form);
    if (names.length === 0 || names.length > WHOIS_LIMIT) {
      return invalidField(c, 'usernames', `usernames must hold 1 to ${WHOIS_LIMIT} names`);
    }
    const expand = String(form.expand ?? c.req.query('expand') ?? '');
    const results = names
      .map((name) => catalogue.find(name))
      .filter((artist) => artist !== undefined)
      .map((artist) => (expand.includes('user.stats') ? userWithStats(artist) : user(artist)));
    return c.json({ results });
  });
  site.get(`${ROOT}/browse/newest`, (c) => c.json(listed(c, browse.newest(), BROWSE_LIMIT)));
  site.get(`${ROOT}/browse/popular`, (c) => c.json(listed(c, browse.popular(), BROWSE_LIMIT)));
  site.get(`${ROOT}/browse/tags`, (c) => {
    const tag = c.req.query('tag');
    if (!tag) return invalidField(c, 'tag', 'tag is required');
    return c.json(listed(c, browse.tagged(tag), BROWSE_LIMIT));
  });
  site.get(`${ROOT}/deviation/metadata`, (c) => {
    const ids = Object.entries(c.req.queries())
      .filter(([key]) => /^deviationids\[\d*\]$/.test(key))
      .flatMap(([, values]) => values);
    const withSubmission = c.req.query('ext_submission') === 'true';
    const isExtended = Object.keys(c.req.query()).some((key) => key.startsWith('ext_'));
    if (ids.length === 0 || ids.length > (isExtended ? 10 : 50)) {
      return invalidField(c, 'deviationids', `deviationids must hold 1 to ${isExtended ? 10 : 50} ids`);
    }
    const rows = ids.map(rowOfDeviation).filter((row) => row >= 0 && isListed(world.traits[row]!, true));
    return c.json({ metadata: rows.map((row) => metadata(world, row, { submission: withSubmission })) });
  });
  site.get(`${ROOT}/deviation/:id`, (c) => {
    const row = rowOfDeviation(c.req.param('id'));
    if (row < 0 || !isListed(world.traits[row]!, true)) {
      return apiError(c, 404, 'invalid_request', 'Deviation not found.', { error_code: 0 });
    }
    return c.json(deviation(world, row, legacyCategory));
  });
  site.all(`${ROOT}/*`, (c) => apiError(c, 404, 'invalid_request', 'Api endpoint not found.'));

  /** A page of an artist's slots [from, to), newest first. */
  function slots(c: Context, artist: WorldArtist, from: number, to: number) {
    return page(c, to - from, (slot) => artist.to - 1 - from - slot, GALLERY_LIMIT);
  }

  function listed(c: Context, rows: ArrayLike<number>, cap: number) {
    return page(c, rows.length, (slot) => rows[slot]!, cap);
  }

  function page(c: Context, size: number, rowAt: (slot: number) => number, cap: number) {
    const withMature = c.req.query('mature_content') === 'true';
    const { rows, hasMore, nextOffset } = pageOf(size, rowAt, offsetOf(c), limitOf(c, cap), (row) =>
      isListed(world.traits[row]!, withMature),
    );
    return {
      has_more: hasMore,
      next_offset: nextOffset,
      results: rows.map((row) => deviation(world, row, legacyCategory)),
    };
  }

  function rowOfDeviation(deviationId: string): number {
    const id = uploadIdOf(deviationId);
    return id === undefined ? -1 : rowOfId(world.uploadId, world.rowsById, id);
  }

  function withUser(c: Context, name: string | undefined, answer: (artist: WorldArtist) => Response): Response {
    const artist = catalogue.find(name ?? '');
    return artist ? answer(artist) : apiError(c, 400, 'invalid_request', 'User not found.', { error_code: 0 });
  }
}

/** The profile counts every slot, also works nobody else sees. Watchers are shown only if asked for. */
function profile(artist: WorldArtist, expand: string) {
  return {
    user: expand.includes('user.stats') ? userWithStats(artist) : user(artist),
    is_watching: false,
    profile_url: `https://www.deviantart.com/${artist.name.toLowerCase()}`,
    user_is_artist: true,
    artist_level: 'Hobbyist',
    artist_specialty: 'Digital Art',
    real_name: artist.fullName,
    tagline: '',
    countryid: 0,
    country: '',
    website: '',
    bio: '',
    cover_photo: null,
    last_status: null,
    stats: {
      user_deviations: artist.to - artist.from,
      user_favourites: mix(artist.index, 57) % 5000,
      user_comments: mix(artist.index, 58) % 5000,
      profile_pageviews: artist.followers * 4,
      profile_comments: mix(artist.index, 59) % 900,
    },
  };
}

function invalidField(c: Context, field: string, problem: string): Response {
  return apiError(c, 400, 'invalid_request', 'Request field validation failed.', {
    error_details: { [field]: problem },
  });
}

/** Names sent as `usernames[]`, `usernames[0]` and so on. */
function namesFrom(form: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(form)
    .filter(([key]) => /^usernames(\[\d*\])?$/.test(key))
    .flatMap(([, value]) => value)
    .filter((name) => typeof name === 'string');
}

function offsetOf(c: Context): number {
  return Math.max(Number.parseInt(c.req.query('offset') ?? '0', 10) || 0, 0);
}

/** Ten unless asked; what is above the cap is cut, not refused. */
function limitOf(c: Context, cap: number): number {
  return Math.min(Math.max(Number.parseInt(c.req.query('limit') ?? '10', 10) || 10, 1), cap);
}
