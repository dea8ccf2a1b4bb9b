import { type HttpBindings, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { SiteConfig, SiteName } from '../../../src/config/config.ts';

export type FakeContext = Context<{ Bindings: HttpBindings }>;
/** What a faulty site answers; undefined lets the real answer through. */
export type Fault = (c: FakeContext) => Response | undefined | Promise<Response | undefined>;

interface ArmedFault {
  readonly artist: string;
  /** Place of the page in the artist's list, from 0; -1 is ArtStation's profile. */
  readonly page: number;
  readonly fault: Fault;
  times: number;
}

/** Artists and how many works each has. Names are what the tests make them; ids come from them. */
export interface FakeWorld {
  readonly works: Map<string, number>;
  faults: ArmedFault[];
  /** Called before a listing page is answered: things change while a crawl reads. */
  beforePage: (artist: string, page: number) => void;
  /** Paths asked for, robots.txt included. */
  readonly requests: string[];
  robots: (c: FakeContext) => Response;
  /** ArtStation's page of one work. */
  detail: (c: FakeContext) => Response;
  /** Slots of DeviantArt's galleries that readers who are not logged in do not see. */
  isHidden: (slot: number) => boolean;
  /** Pages of DeviantArt's website that say that they are the last though works follow, by their offset. */
  websiteEnds: (offset: number) => boolean;
  /** Slots of DeviantArt's galleries that its website shows. */
  isOnWebsite: (slot: number) => boolean;
  /** Works that ArtStation's profiles claim; undefined leaves the number out. */
  claimed: number | undefined;
  /** The total that ArtStation's lists and Danbooru's tags give; undefined for the true one. */
  total: number | undefined;
  /** The name from which ArtStation makes an artist's id: another one for somebody renamed. */
  idOf: (name: string) => string;
  /** Another page of Danbooru's artist tags, from 1; undefined lets the real one through. */
  tagPage: (page: number) => Response | undefined;
  /** Another page of ArtStation's users search, from 1; undefined lets the real one through. */
  searchPage: (page: number) => unknown;
}

export const SIZES: Readonly<Record<SiteName, number>> = { artstation: 50, deviantart: 24, danbooru: 200 };
/** The newest work is of this instant, each older one a day before. */
const NEWEST_AT = Date.UTC(2023, 9, 31, 12);
const DAY_MS = 86_400_000;

export interface FakeSite extends AsyncDisposable {
  readonly world: FakeWorld;
  readonly siteConfig: SiteConfig;
}

/** A site that says the least a crawl needs, with faults on demand. */
export async function startFakeSite(site: SiteName): Promise<FakeSite> {
  const world: FakeWorld = {
    works: new Map(),
    faults: [],
    beforePage: () => {},
    requests: [],
    robots: (c) => c.text('User-agent: *\nAllow: /'),
    detail: (c) => c.json({ tags: ['NoAI'], software_items: [] }),
    isHidden: () => false,
    websiteEnds: () => false,
    isOnWebsite: () => true,
    claimed: undefined,
    total: undefined,
    idOf: (name) => name,
    searchPage: () => undefined,
    tagPage: () => undefined,
  };
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async (c, next) => {
    world.requests.push(`${c.req.path}${new URL(c.req.url).search}`);
    await next();
  });
  app.get('/robots.txt', (c) => world.robots(c));
  ROUTES[site](app, world);
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address() as { port: number };
  const siteConfig: SiteConfig = {
    site,
    baseUrl: `http://127.0.0.1:${address.port}`,
    isLive: false,
    contact: null,
    requestsPerSecond: 200,
    clientId: null,
    secret: null,
    robotsExempt: [],
  };
  return {
    world,
    siteConfig,
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Routes = (app: Hono<{ Bindings: HttpBindings }>, world: FakeWorld) => void;

const ROUTES: Readonly<Record<SiteName, Routes>> = { artstation, deviantart, danbooru };

function artstation(app: Hono<{ Bindings: HttpBindings }>, world: FakeWorld): void {
  app.get('/users/:name/projects.json', async (c) => {
    const name = c.req.param('name');
    const page = Number(c.req.query('page')) - 1;
    return listed(c, world, name, page, (count) => {
      const data = slots(count, page * 50, 50).map((slot) => ({
        id: 1000 + slot,
        user_id: artistNumber(world.idOf(name)),
        hash_id: `h${slot}`,
        title: `Work ${slot}`,
        published_at: isoEastern(slot),
        permalink: `https://www.artstation.com/artwork/h${slot}`,
      }));
      return { data, total_count: world.total ?? count };
    });
  });
  app.get('/users/:file{.+\\.json}', (c) => {
    const name = c.req.param('file').slice(0, -5);
    return listed(c, world, name, -1, () => ({
      id: artistNumber(world.idOf(name)),
      username: name,
      followers_count: 2500,
      projects_count: world.claimed,
    }));
  });
  app.get('/api/v2/search/users.json', (c) => {
    const page = Number(c.req.query('page')) - 1;
    const other = world.searchPage(page + 1);
    if (other !== undefined) return c.json(other);
    const names = [...world.works.keys()].slice(page * 50, page * 50 + 50);
    const data = names.map((name, i) => ({
      id: artistNumber(name),
      username: name,
      followers_count: 9000 - page * 50 - i,
    }));
    return c.json({ data, total_count: world.works.size });
  });
  app.get('/projects/:file{.+\\.json}', (c) => world.detail(c));
}

function deviantart(app: Hono<{ Bindings: HttpBindings }>, world: FakeWorld): void {
  app.post('/oauth2/token', (c) =>
    c.json({ access_token: 'tok', token_type: 'Bearer', expires_in: 3600, status: 'success' }),
  );
  app.get('/api/v1/oauth2/user/profile/:name', (c) => {
    const name = c.req.param('name');
    const works = world.works.get(name);
    if (works === undefined) return c.json({ error: 'invalid_request', error_description: 'User not found.' }, 400);
    return c.json({ user: { ...author(name), stats: { watchers: 2500 } }, stats: { user_deviations: works } });
  });
  const gallery = (world: FakeWorld, name: string, offset: number, first: number, end: number, count: number) => ({
    has_more: offset + 24 < end - first,
    next_offset: offset + 24 < end - first ? offset + 24 : null,
    results: slots(count, first + offset, Math.min(24, end - first - offset))
      .filter((slot) => !world.isHidden(slot))
      .map((slot) => ({
        deviationid: `${name}-${slot}`,
        title: `Work ${slot}`,
        url: `https://www.deviantart.com/${name}/art/Work-${1000 + slot}`,
        author: author(name),
        published_time: String(publishedAt(slot) / 1000),
      })),
  });
  app.get('/api/v1/oauth2/gallery/all', (c) => {
    const name = c.req.query('username')!;
    const offset = Number(c.req.query('offset'));
    return listed(c, world, name, offset / 24, (count) =>
      gallery(world, name, offset, 0, Math.min(count, 10_000), count),
    );
  });
  app.get('/api/v1/oauth2/gallery/folders', (c) =>
    c.json({ has_more: false, next_offset: null, results: [{ folderid: 'NEW' }, { folderid: 'OLD' }] }),
  );
  app.get('/api/v1/oauth2/gallery/:folder', (c) => {
    const name = c.req.query('username')!;
    const count = world.works.get(name)!;
    const [first, end] = c.req.param('folder') === 'NEW' ? [0, 6000] : [6000, count];
    return c.json(gallery(world, name, Number(c.req.query('offset')), first, end, count));
  });
  app.get('/:name/gallery', (c) => c.html("<script>window.__CSRF_TOKEN__ = 'csrf';</script>"));
  app.get('/_puppy/dashared/gallection/contents', (c) => {
    const name = c.req.query('username')!;
    const offset = Number(c.req.query('offset'));
    if (c.req.query('csrf_token') !== 'csrf') return c.json({ error: 'invalid_request' }, 400);
    const count = world.works.get(name)!;
    const hasMore = offset + 24 < count && !world.websiteEnds(offset);
    const shown = slots(count, offset, 24).filter((slot) => world.isOnWebsite(slot));
    return c.json({
      hasMore,
      nextOffset: hasMore ? offset + 24 : null,
      results: shown.map((slot) => ({
        url: `https://www.deviantart.com/${name}/art/Work-${1000 + slot}`,
        isAiGenerated: slot % 2 === 0,
        isAiUseDisallowed: true,
      })),
    });
  });
}

function danbooru(app: Hono<{ Bindings: HttpBindings }>, world: FakeWorld): void {
  app.get('/tags.json', (c) => {
    const name = c.req.query('search[name_comma]');
    const other = name === undefined ? world.tagPage(Number(c.req.query('page'))) : undefined;
    if (other !== undefined) return other;
    const names = [...world.works.keys()].filter((other) => name === undefined || other === name);
    return c.json(names.map((tag) => ({ name: tag, post_count: world.total ?? world.works.get(tag), category: 1 })));
  });
  app.get('/posts.json', (c) => {
    const name = c.req.query('tags')!;
    const below = Number(c.req.query('page')?.slice(1) ?? Number.POSITIVE_INFINITY);
    const first = Number.isFinite(below) ? (world.works.get(name) ?? 0) - below + 1 : 0;
    return listed(c, world, name, Math.ceil(first / 200), (count) =>
      slots(count, first, 200).map((slot) => ({
        id: slot + 1,
        created_at: isoEastern(slot),
        tag_string_artist: name,
        tag_string_meta: '',
        file_ext: 'png',
      })),
    );
  });
}

async function listed(
  c: FakeContext,
  world: FakeWorld,
  artist: string,
  page: number,
  body: (count: number) => unknown,
): Promise<Response> {
  world.beforePage(artist, page);
  const armed = world.faults.find((one) => one.artist === artist && one.page === page && one.times > 0);
  if (armed) {
    armed.times--;
    const faulty = await armed.fault(c);
    if (faulty) return faulty;
  }
  const count = world.works.get(artist);
  return count === undefined ? c.text('', 404) : c.json(body(count));
}

/** Slots [from, from + size) of a list of `count` works, newest first. Slot numbers count from the oldest work. */
function slots(count: number, from: number, size: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(size, count - from)) }, (_, i) => count - 1 - from - i);
}

function publishedAt(slot: number): number {
  return NEWEST_AT - (3000 - slot) * DAY_MS;
}

function isoEastern(slot: number): string {
  return new Date(publishedAt(slot) - 5 * 3_600_000).toISOString().replace('Z', '-05:00');
}

function artistNumber(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000_000_039, 7);
}

function author(name: string) {
  return { userid: `U-${name}`.toUpperCase(), username: name };
}

export function withHeaders(status: number, headers: Readonly<Record<string, string>>, body = '{}'): Fault {
  return () => new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function page(status: number, html: string): Fault {
  return () => new Response(html, { status, headers: { 'content-type': 'text/html' } });
}

/** Promises a long body, sends a bit of it and hangs up. */
export const cutShort: Fault = (c) => {
  const { outgoing } = c.env;
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  outgoing.write('{"data": [', () => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
};
