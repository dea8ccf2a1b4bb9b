import type { Context, Hono } from 'hono';
import { challengePage } from '../challenge.ts';
import type { FaultBoard } from '../faults/board.ts';
import { catalogueNow } from '../faults/catalogue-now.ts';
import { ROBOTS } from '../robots.ts';
import { createShell } from '../shell.ts';
import type { Validators } from '../validators.ts';
import type { Catalogue } from '../world/catalogue.ts';
import { rowOfId } from '../world/ids.ts';
import { DanbooruRefusal, refusalBody } from './errors.ts';
import { listingRequest } from './listing-request.ts';
import { type Only, parseOnly, serialize } from './only.ts';
import { POST_FIELDS, Post } from './posts.ts';
import { parsePostQuery } from './query.ts';
import { countPosts, findPosts, parseLimit, parsePage } from './search.ts';
import { ARTIST_EXTRAS, artistFields, artistsAmong, findTags, nameSearch, TAG_FIELDS } from './tables.ts';
import { changedTags, createTagIndex, type Tag } from './tags.ts';

const POSTS_CAP = 200;
/** Browsers, and libraries that do not say who uses them. */
const UNWELCOME = /^(Mozilla\/|python-requests\/|python-urllib|aiohttp\/|axios\/|node-fetch|node$|undici$|$)/i;

/** Danbooru's JSON interface as an anonymous caller sees it. */
export function createDanbooru(truth: Catalogue, validators: Validators, board: FaultBoard): Hono {
  const catalogue = catalogueNow(truth, board);
  const { world } = catalogue;
  const index = createTagIndex(truth);
  const indexNow = () => changedTags(world, index, catalogue.changes());
  /** Without aliases. */
  const tagsNow = () => [...new Set(indexNow().values())];
  const fieldsOfArtist = artistFields(catalogue);
  const site = createShell(
    world,
    ROBOTS.danbooru,
    {
      list: () => truth.world.artists.map(({ name }) => identity(index.get(name)!)),
      find: (name) => {
        const tag = index.get(name);
        return tag && { ...identity(tag), rows: tag.rows };
      },
    },
    {
      board,
      now: world.now,
      requestFrom: (c) => listingRequest(world, indexNow(), POSTS_CAP, c),
      controls: { ...catalogue, revokeTokens: () => {} },
    },
    validators,
  );

  site.use(async (c, next) => {
    if (UNWELCOME.test(c.req.header('user-agent') ?? '')) return challengePage();
    if (c.req.method === 'GET' && hasBody(c)) {
      throw new DanbooruRefusal(400, 'ApplicationController::RequestBodyNotAllowedError', 'GET takes no body.');
    }
    checkLogin(c);
    const cleaned = withoutBlankSearches(c.req.url);
    if (cleaned !== undefined) return c.redirect(cleaned, 302);
    await next();
  });
  site.get('/posts.json', (c) => {
    const { tags: text = '', page, limit } = c.req.query();
    const found = findPosts(world, indexNow(), parsePostQuery(text), parsePage(page), parseLimit(limit, POSTS_CAP));
    const only = onlyOf(c);
    return c.json(found.map((row) => serialize(new Post(world, row), POST_FIELDS, only)));
  });
  site.get('/posts/:file{[0-9]+\\.json}', (c) => {
    const row = rowOfId(world.uploadId, world.rowsById, Number.parseInt(c.req.param('file'), 10));
    if (row < 0) throw new DanbooruRefusal(404, 'ActiveRecord::RecordNotFound', 'That record was not found.');
    return c.json(serialize(new Post(world, row), POST_FIELDS, onlyOf(c)));
  });
  site.get('/counts/posts.json', (c) =>
    c.json({ counts: { posts: countPosts(world, indexNow(), parsePostQuery(c.req.query('tags') ?? '')) } }),
  );
  site.get('/tags.json', (c) => {
    const { page, limit } = c.req.query();
    const found = findTags(tagsNow(), nameSearch(c.req.query()), parsePage(page), limit);
    const only = onlyOf(c);
    return c.json(found.map((tag) => serialize(tag, TAG_FIELDS, only)));
  });
  site.get('/artists.json', (c) => {
    const { page, limit } = c.req.query();
    const found = findTags(artistsAmong(tagsNow()), nameSearch(c.req.query()), parsePage(page), limit);
    const only = onlyOf(c);
    return c.json(found.map((tag) => serialize(tag, fieldsOfArtist, only, ARTIST_EXTRAS)));
  });
  site.onError((error, c) => {
    if (error instanceof DanbooruRefusal) return refusalBody(c, error);
    throw error;
  });
  site.notFound((c) => refusalBody(c, new DanbooruRefusal(404, 'ActionController::RoutingError', 'No such route.')));
  return site;
}

/** Nobody follows anybody here: the number of posts stands for the audience. */
function identity({ name, rows }: Tag) {
  return { artist: name, artistId: name, followers: rows.length };
}

function onlyOf(c: Context): Only | null {
  const text = c.req.query('only');
  return text ? parseOnly(text) : null;
}

function hasBody(c: Context): boolean {
  return Number(c.req.header('content-length') ?? 0) > 0 || c.req.header('transfer-encoding') !== undefined;
}

/** A name without a key, or the other way round, is refused. */
function checkLogin(c: Context): void {
  if (Boolean(c.req.query('login')) !== Boolean(c.req.query('api_key'))) {
    throw new DanbooruRefusal(401, 'SessionLoader::AuthenticationFailure', 'Login and API key go together.');
  }
}

/** The path and query without empty `search[...]` parameters; undefined if there are none. */
function withoutBlankSearches(address: string): string | undefined {
  const url = new URL(address);
  const kept = [...url.searchParams].filter(([key, value]) => !(key.startsWith('search[') && value.trim() === ''));
  if (kept.length === url.searchParams.size) return undefined;
  const query = new URLSearchParams(kept).toString();
  return query === '' ? url.pathname : `${url.pathname}?${query}`;
}
