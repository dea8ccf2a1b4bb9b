import type { Context, Hono } from 'hono';
import type { Catalogue } from '../world/catalogue.ts';
import { has, TRAIT } from '../world/traits.ts';
import type { WorldArtist } from '../world/world.ts';
import { isListed, pageOf } from './galleries.ts';
import { userIdOf, webDeviation, webUser, webUserIdOf } from './rows.ts';

const PAGE_SIZE = 24;

/** The website's own state: private routes that want the token found in any of its pages. */
export function addWebsite(site: Hono, catalogue: Catalogue, csrfToken: string): void {
  const { world } = catalogue;

  site.get('/', (c) => c.html(htmlPage('DeviantArt', csrfToken, { '@@entities': {} })));
  site.get('/:username/gallery', (c) => {
    const artist = catalogue.find(c.req.param('username'));
    if (!artist) return c.html(htmlPage('DeviantArt: 404 Not Found', csrfToken, { '@@entities': {} }), 404);
    const works = contents(artist, 0, PAGE_SIZE).results;
    const entities = {
      user: { [webUserIdOf(artist)]: webUser(artist) },
      deviation: Object.fromEntries(
        works.map((work) => [work.deviationId, { ...work, author: webUserIdOf(artist), entityId: work.deviationId }]),
      ),
    };
    return c.html(htmlPage(`${artist.name} - Gallery | DeviantArt`, csrfToken, { '@@entities': entities }));
  });
  site.use('/_puppy/*', async (c, next) => {
    if (c.req.query('csrf_token') !== csrfToken) return refuse(c, 'Missing or invalid csrf_token.');
    await next();
  });
  site.get('/_puppy/dashared/gallection/contents', (c) => {
    const artist = catalogue.find(c.req.query('username') ?? '');
    if (!artist) return refuse(c, 'User not found.');
    const offset = Math.max(Number(c.req.query('offset') ?? 0) || 0, 0);
    const limit = Math.min(Math.max(Number(c.req.query('limit') ?? PAGE_SIZE) || PAGE_SIZE, 1), PAGE_SIZE);
    return c.json(contents(artist, offset, limit));
  });
  site.get('/_puppy/dauserprofile/init/about', (c) => {
    const artist = catalogue.find(c.req.query('username') ?? '');
    if (!artist) return refuse(c, 'User not found.');
    return c.json({
      gruser: { gruserId: webUserIdOf(artist), gruserTypeId: 4, useridUuid: userIdOf(artist).toLowerCase() },
      owner: webUser(artist),
      pageExtraData: {
        gruserTagline: '',
        stats: { deviations: artist.to - artist.from, watchers: artist.followers, favourites: 0, pageviews: 0 },
      },
    });
  });
  site.all('/_puppy/*', (c) => c.json({ error: 'invalid_request', errorDescription: 'Not found.' }, 404));

  /** Works for adults are listed but blocked; deleted ones leave a gap. */
  function contents(artist: WorldArtist, offset: number, limit: number) {
    const size = artist.to - artist.from;
    const { rows, hasMore, nextOffset } = pageOf(
      size,
      (slot) => artist.to - 1 - slot,
      offset,
      limit,
      (row) => isListed(world.traits[row]!, true) && !has(world.traits[row]!, TRAIT.deleted),
    );
    return { hasMore, nextOffset, results: rows.map((row) => webDeviation(world, row)) };
  }
}

function refuse(c: Context, description: string): Response {
  return c.json({ error: 'invalid_request', errorDescription: description, errorDetails: {}, status: 'error' }, 400);
}

/** A page whose state is JSON inside a JavaScript string, quotes and tags escaped. */
function htmlPage(title: string, csrfToken: string, state: unknown): string {
  const literal = JSON.stringify(JSON.stringify(state)).replaceAll("'", "\\'").replaceAll('</', '<\\/');
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="robots" content="noai, noimageai"></head><body><div id="root"></div>
<script>window.__CSRF_TOKEN__ = '${csrfToken}';
window.__INITIAL_STATE__ = JSON.parse(${literal});</script></body></html>`;
}
