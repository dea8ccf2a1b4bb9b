import { beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import { createSites } from '../../../src/sandbox/sandbox.ts';

const API = '/api/v1/oauth2';
const AGENT = { 'user-agent': 'Tidemark/0.1 (test)' };
let now = Date.UTC(2026, 0, 1);
const clock: Clock = { now: () => now, sleepUntil: () => Promise.resolve() };
const site = createSites({ artistsPerSite: 20, clock }).deviantart;
const legacySite = createSites({ artistsPerSite: 1, clock, legacyCategory: true }).deviantart;

interface Page {
  has_more: boolean;
  next_offset: number | null;
  results: { deviationid: string; published_time?: string; is_deleted: boolean; url: string; is_mature?: boolean }[];
}

async function newToken(app = site): Promise<string> {
  const response = await app.request('/oauth2/token', {
    method: 'POST',
    headers: { ...AGENT, authorization: `Basic ${btoa('1:secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body = (await response.json()) as { access_token: string };
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, status: 'success' });
  return body.access_token;
}

let token: string;
beforeAll(async () => {
  token = await newToken();
});

function call(path: string, init: RequestInit = {}) {
  return site.request(`${API}${path}`, { ...init, headers: { ...AGENT, authorization: `Bearer ${token}` } });
}

async function gallery(username: string, offset: number, more = '&mature_content=true'): Promise<Page> {
  const response = await call(`/gallery/all?username=${username}&limit=24&offset=${offset}${more}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

/** Follows next_offset to the end. */
async function walk(username: string): Promise<readonly Page[]> {
  const pages: Page[] = [];
  for (let offset: number | null = 0; offset !== null; offset = pages.at(-1)!.next_offset) {
    pages.push(await gallery(username, offset));
  }
  return pages;
}

describe('access', () => {
  test('a client without a user agent gets the page of the content network', async () => {
    const response = await site.request('/oauth2/token', { method: 'POST' });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Request blocked.');
  });

  test('a client without a secret is refused', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: '1' });
    const response = await site.request('/oauth2/token', { method: 'POST', headers: AGENT, body });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: 'invalid_client', status: 'error' });
  });

  test('id and secret may stand in the form', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: '1', client_secret: 's' });
    const response = await site.request('/oauth2/token', { method: 'POST', headers: AGENT, body });
    expect(response.status).toBe(200);
  });

  test('the interface wants a token it gave out less than an hour ago', async () => {
    const ask = (authorization?: string) =>
      site.request(`${API}/placebo`, { headers: { ...AGENT, ...(authorization ? { authorization } : {}) } });
    expect(await (await ask()).json()).toMatchObject({ error: 'invalid_request', status: 'error' });
    expect((await ask()).status).toBe(401);
    expect(await (await ask('Bearer made-up')).json()).toMatchObject({ error: 'invalid_token' });
    const own = await newToken();
    now += 3_599_000;
    expect(await (await ask(`Bearer ${own}`)).json()).toEqual({ status: 'success' });
    now += 1000;
    expect((await ask(`Bearer ${own}`)).status).toBe(401);
    token = await newToken();
  });

  test('an unknown endpoint is named as such', async () => {
    const response = await call('/no/such');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error_description: 'Api endpoint not found.' });
  });
});

describe('a gallery', () => {
  test.each([
    ['edge-n0', [0]],
    ['edge-n1', [1]],
    ['edge-n23', [23]],
    ['edge-n24', [24]],
    ['edge-n25', [24, 1]],
    ['edge-n48', [24, 24]],
    ['edge-n49', [24, 24, 1]],
    ['edge-hidden-start', [19, 24, 12]],
    ['edge-hidden-page', [24, 0, 24, 8]],
    ['edge-hidden-last', [24, 24, 0]],
    ['edge-hidden-all', [0, 0]],
  ])('of %s has pages of %j', async (name, sizes) => {
    const pages = await walk(name);
    expect(pages.map(({ results }) => results.length)).toEqual(sizes);
    expect(pages.map(({ has_more }) => has_more)).toEqual(sizes.map((_, i) => i < sizes.length - 1));
  });

  test('cuts a limit above 24 and gives 10 where none is asked', async () => {
    const sizeOf = async (query: string) =>
      ((await (await call(`/gallery/all?username=edge-n49&${query}`)).json()) as Page).results.length;
    expect(await sizeOf('limit=120')).toBe(24);
    expect(await sizeOf('')).toBe(10);
  });

  test('brings nothing beyond offset 10000 although the page before promised more', async () => {
    const deep = await gallery('edge-n10100', 9984);
    expect(deep).toMatchObject({ has_more: true, next_offset: 10_008 });
    expect(await gallery('edge-n10100', 10_008)).toEqual({ has_more: false, next_offset: null, results: [] });
  });

  test('can be had whole by its folders', async () => {
    const response = await call('/gallery/folders?username=edge-n10100&calculate_size=true&limit=50');
    const folders = (await response.json()) as { results: { folderid: string; name: string; size: number }[] };
    expect(folders.results.map(({ size }) => size)).toEqual([4000, 4000, 2100]);
    const first = folders.results[2]!;
    const page = await (await call(`/gallery/${first.folderid}?limit=24&offset=2088`)).json();
    expect(page).toMatchObject({ name: first.name, has_more: false, results: { length: 12 } });
  });

  test('dates works by unix seconds in a string and says nothing about generators', async () => {
    const [work] = (await gallery('edge-n1', 0)).results;
    expect(work!.published_time).toMatch(/^\d{10}$/);
    expect(JSON.stringify(work)).not.toMatch(/ai_generated|isAi/);
    expect(work).not.toHaveProperty('category');
  });

  test('carries categories for old clients if told to', async () => {
    const authorization = `Bearer ${await newToken(legacySite)}`;
    const response = await legacySite.request(`${API}/gallery/all?username=edge-n1`, {
      headers: { ...AGENT, authorization },
    });
    expect(((await response.json()) as Page).results[0]).toHaveProperty('category_path');
  });

  test('withholds works for adults unless they are asked for, and lists deleted ones as stubs', async () => {
    const names = await drawnNames();
    const open = (await Promise.all(names.map((name) => walk(name)))).flat().flatMap(({ results }) => results);
    const stubs = open.filter(({ is_deleted }) => is_deleted);
    expect(stubs.length).toBeGreaterThan(0);
    for (const stub of stubs) expect(Object.keys(stub)).toEqual(['deviationid', 'is_deleted']);
    expect(open.some(({ is_mature }) => is_mature)).toBe(true);
    const modest = await Promise.all(names.map((name) => gallery(name, 0, '')));
    expect(modest.flatMap(({ results }) => results).some(({ is_mature }) => is_mature)).toBe(false);
  });
});

describe('users', () => {
  test('a profile counts hidden works too and shows watchers only if asked', async () => {
    const plain = await (await call('/user/profile/EDGE-hidden-all')).json();
    expect(plain).toMatchObject({ user: { username: 'edge-hidden-all' }, stats: { user_deviations: 30 } });
    expect((plain as { user: object }).user).not.toHaveProperty('stats');
    const full = await (await call('/user/profile/edge-followers-2000?expand=user.stats,user.details')).json();
    expect(full).toMatchObject({ user: { stats: { watchers: 2000 } } });
  });

  test('an unknown user is a bad request', async () => {
    const response = await call('/user/profile/nobody');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request', error_description: 'User not found.' });
  });

  test('whois tells the watchers of up to 50 users and leaves out unknown ones', async () => {
    const whois = (names: readonly string[]) => {
      const body = new URLSearchParams([...names.map((name) => ['usernames[]', name]), ['expand', 'user.stats']]);
      return call('/user/whois', { method: 'POST', body });
    };
    const answer = await (await whois(['edge-n1', 'nobody', 'edge-followers-2001'])).json();
    expect(answer).toMatchObject({
      results: [{ username: 'edge-n1' }, { username: 'edge-followers-2001', stats: { watchers: 2001 } }],
    });
    expect((await whois(Array(51).fill('edge-n1'))).status).toBe(400);
  });
});

describe('lists of all artists', () => {
  test.each(['/browse/newest?', '/browse/popular?', '/browse/tags?tag=fantasy&'])(
    '%s has pages of at most 50',
    async (path) => {
      const page = (await (await call(`${path}limit=120&mature_content=true`)).json()) as Page;
      expect(page).toMatchObject({ has_more: true, next_offset: 50, results: { length: 50 } });
    },
  );

  test('the newest come first', async () => {
    const page = (await (await call('/browse/newest?limit=50&mature_content=true')).json()) as Page;
    const times = page.results.map(({ published_time }) => Number(published_time));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });
});

describe('single deviations', () => {
  test('are found by their id', async () => {
    const [work] = (await gallery('edge-n1', 0)).results;
    expect(await (await call(`/deviation/${work!.deviationid}`)).json()).toEqual(work);
    expect((await call('/deviation/12345678-0000-0000-0000-000000000000')).status).toBe(404);
  });

  test('have metadata for 50 at a time, or 10 with anything extended', async () => {
    const ids = [...(await gallery('edge-n49', 0)).results, ...(await gallery('edge-n49', 24)).results];
    const ask = (n: number, more = '') =>
      call(
        `/deviation/metadata?${ids
          .slice(0, n)
          .map(({ deviationid }, i) => `deviationids[${i}]=${deviationid}`)
          .join('&')}${more}`,
      );
    const plain = (await (await ask(48)).json()) as { metadata: { deviationid: string; tags: object[] }[] };
    expect(plain.metadata.map(({ deviationid }) => deviationid)).toEqual(ids.map(({ deviationid }) => deviationid));
    expect(plain.metadata[0]!.tags[0]).toEqual({ tag_name: expect.any(String), sponsored: false, sponsor: '' });
    const extended = (await (await ask(10, '&ext_submission=true')).json()) as {
      metadata: { submission: { creation_time: string } }[];
    };
    expect(extended.metadata[0]!.submission.creation_time).toMatch(/^[\dT:-]{19}-0[78]00$/);
    expect((await ask(11, '&ext_submission=true')).status).toBe(400);
  });
});

describe('the website', () => {
  test('shows the first works and a token in the state of a gallery page', async () => {
    const html = await (await site.request('/edge-n25/gallery', { headers: AGENT })).text();
    const literal = /window\.__INITIAL_STATE__ = JSON\.parse\((".*")\)/.exec(html)![1]!;
    const state = JSON.parse(JSON.parse(literal.replaceAll("\\'", "'")) as string) as Record<
      string,
      Record<string, object>
    >;
    expect(Object.keys(state['@@entities']!.deviation!)).toHaveLength(24);
    expect(html).toMatch(/window\.__CSRF_TOKEN__ = '\w+'/);
  });

  test('refuses its private routes without that token', async () => {
    const response = await site.request('/_puppy/dashared/gallection/contents?username=edge-n25', { headers: AGENT });
    expect(response.status).toBe(400);
  });

  test('tells dates in Pacific time and the marks that the interface lacks, for the same works', async () => {
    const csrf = /__CSRF_TOKEN__ = '(\w+)'/.exec(await (await site.request('/', { headers: AGENT })).text())![1];
    const route = `/_puppy/dashared/gallection/contents?type=gallery&order=newest&limit=24&all_folder=true&csrf_token=${csrf}`;
    const response = await site.request(`${route}&username=edge-n25&offset=0`, { headers: AGENT });
    const body = (await response.json()) as {
      hasMore: boolean;
      nextOffset: number;
      results: { url: string; publishedTime: string; isAiGenerated: boolean; isAiUseDisallowed: boolean }[];
    };
    expect(body).toMatchObject({ hasMore: true, nextOffset: 24 });
    const works = (await gallery('edge-n25', 0)).results;
    expect(body.results.map(({ url }) => url)).toEqual(works.map(({ url }) => url));
    body.results.forEach(({ publishedTime, isAiGenerated, isAiUseDisallowed }, i) => {
      expect(publishedTime).toMatch(/-0[78]00$/);
      expect(Date.parse(publishedTime.replace(/00$/, ':00'))).toBe(Number(works[i]!.published_time) * 1000);
      expect([typeof isAiGenerated, typeof isAiUseDisallowed]).toEqual(['boolean', 'boolean']);
    });
    const about = await site.request(`/_puppy/dauserprofile/init/about?username=edge-n25&csrf_token=${csrf}`, {
      headers: AGENT,
    });
    expect(await about.json()).toMatchObject({
      owner: { username: 'edge-n25' },
      pageExtraData: { stats: { deviations: 25 } },
    });
  });

  test('the truth about hidden works says how many cannot be counted', async () => {
    const truth = await (await site.request('/_truth/deviantart/edge-hidden-page')).json();
    expect(truth).toMatchObject({ uploads: 56, hidden: 24 });
  });
});

async function drawnNames(): Promise<readonly string[]> {
  const list = (await (await site.request('/_truth/deviantart')).json()) as { artist: string }[];
  return list.map(({ artist }) => artist).filter((name) => !name.startsWith('edge'));
}
