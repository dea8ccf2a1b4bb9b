import { beforeEach, describe, expect, test } from 'vitest';
import { createSites } from '../../../../src/sandbox/sandbox.ts';

const sites = createSites({ artistsPerSite: 1, detail: 'open' });
const AGENT = { 'user-agent': 'Tidemark/0.1 (test)' };
type Row = Record<string, unknown>;
type Site = keyof typeof sites;

beforeEach(async () => {
  for (const site of Object.values(sites)) await site.request('/_faults', { method: 'DELETE' });
});

async function arm(site: Site, fault: string, artist?: string): Promise<Response> {
  return await sites[site].request('/_faults', { method: 'POST', body: JSON.stringify({ fault, artist }) });
}
const artstation = (page: number, name = 'edge-n101') =>
  sites.artstation.request(`/users/${name}/projects.json?page=${page}`);
const danbooru = (query = '', tag = 'edge-n401') =>
  sites.danbooru.request(`/posts.json?tags=${tag}&limit=200${query}`, { headers: AGENT });
async function deviantart(offset: number, token: string, name = 'edge-n49'): Promise<Response> {
  const url = `/api/v1/oauth2/gallery/all?username=${name}&limit=24&offset=${offset}&access_token=${token}`;
  return await sites.deviantart.request(url, { headers: AGENT });
}
async function newToken(): Promise<string> {
  const query = 'grant_type=client_credentials&client_id=1&client_secret=any';
  const reply = await sites.deviantart.request(`/oauth2/token?${query}`, { headers: AGENT });
  return ((await reply.json()) as { access_token: string }).access_token;
}

describe('faults at a running site', () => {
  test('are armed, shown while they wait, and cleared', async () => {
    const armed = await arm('artstation', 'status-500@middle*2', 'edge-n101');
    expect(armed.status).toBe(201);
    expect(await armed.json()).toEqual([{ name: 'status-500', page: 'middle', count: 2, artist: 'edge-n101' }]);
    expect((await artstation(2)).status).toBe(500);
    expect(await (await sites.artstation.request('/_faults')).json()).toMatchObject([{ count: 1 }]);
    await sites.artstation.request('/_faults', { method: 'DELETE' });
    expect((await artstation(2)).status).toBe(200);
  });

  test('spoil the page they name, as often as they say, and no other', async () => {
    await arm('artstation', 'status-503@last*2');
    expect((await artstation(1)).status).toBe(200);
    expect([(await artstation(3)).status, (await artstation(3)).status]).toEqual([503, 503]);
    expect((await artstation(3)).status).toBe(200);
  });

  test('leave the lists of other artists alone', async () => {
    await arm('artstation', 'status-500', 'edge-n51');
    expect((await artstation(1)).status).toBe(200);
    expect((await artstation(1, 'edge-n51')).status).toBe(500);
  });

  test.each(['no-such-fault', 'null-count'])('%s is refused where it makes no sense', async (fault) => {
    const reply = await arm('artstation', fault);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toHaveProperty('message');
  });

  test('are not requests of a crawler', async () => {
    const total = async () =>
      ((await (await sites.artstation.request('/_requests')).json()) as { total: number }).total;
    const before = await total();
    await arm('artstation', 'status-500@last');
    expect(await total()).toBe(before);
  });

  test('wait from the start where the options say so, at the sites that can have them', async () => {
    const own = createSites({ artistsPerSite: 1, faults: ['null-count', 'status-502-text@first'] });
    expect((await own.artstation.request('/users/edge-n1/projects.json')).status).toBe(502);
    const count = await own.danbooru.request('/counts/posts.json?tags=edge-n1', { headers: AGENT });
    expect(await count.json()).toEqual({ counts: { posts: null } });
  });
});

describe('a throttled reply', () => {
  test.each([
    ['throttled-digits', '60'],
    ['throttled-imf-date', 'Mon, 15 Jan 2024 00:01:00 GMT'],
    ['throttled-rfc850-date', 'Monday, 15-Jan-24 00:01:00 GMT'],
    ['throttled-asctime-date', 'Mon Jan 15 00:01:00 2024'],
    ['throttled-malformed', 'soon'],
    ['throttled-silent', null],
  ])('%s says Retry-After: %s by the day of the site', async (fault, retryAfter) => {
    await arm('danbooru', fault);
    const reply = await danbooru();
    expect(reply.status).toBe(429);
    expect(reply.headers.get('retry-after')).toBe(retryAfter);
    expect(reply.headers.get('date')).toBe('Mon, 15 Jan 2024 00:00:00 GMT');
  });
});

describe('a page', () => {
  test('is empty, although more is to come', async () => {
    await arm('deviantart', 'empty-page@last');
    expect(await (await deviantart(48, await newToken())).json()).toMatchObject({
      results: [],
      has_more: true,
      next_offset: 72,
    });
  });

  test('ends the list too early, in the words of each site', async () => {
    for (const site of ['artstation', 'deviantart', 'danbooru'] as const) await arm(site, 'ends-early');
    expect(await (await artstation(1)).json()).toMatchObject({ total_count: 50 });
    expect(await (await deviantart(0, await newToken())).json()).toMatchObject({ has_more: false, next_offset: null });
    expect(await (await danbooru()).json()).toHaveLength(100);
  });

  test('points to itself as the next', async () => {
    await arm('deviantart', 'stuck-page@middle');
    expect(await (await deviantart(24, await newToken())).json()).toMatchObject({ has_more: true, next_offset: 24 });
  });

  test('repeats rows of the page before', async () => {
    await arm('artstation', 'repeated-rows@middle');
    const ids = async (page: number) =>
      ((await (await artstation(page)).json()) as { data: Row[] }).data.map((row) => row.id);
    const first = await ids(1);
    expect((await ids(2)).slice(0, 3)).toEqual(first.slice(-3));
  });

  test('has a row without a date', async () => {
    await arm('danbooru', 'missing-date');
    const rows = (await (await danbooru()).json()) as Row[];
    expect(rows.filter((row) => !('created_at' in row))).toHaveLength(1);
  });

  test("holds other people's works", async () => {
    await arm('danbooru', 'foreign-works');
    const rows = (await (await danbooru()).json()) as Row[];
    expect(new Set(rows.map((row) => row.tag_string_artist))).toEqual(new Set(['somebody_else']));
  });
});

describe('what changes while a list is read', () => {
  test('every token expires', async () => {
    const token = await newToken();
    await arm('deviantart', 'token-expired@middle');
    expect((await deviantart(0, token)).status).toBe(200);
    expect((await deviantart(24, token)).status).toBe(401);
    expect((await deviantart(24, token)).status).toBe(401);
    expect((await deviantart(24, await newToken())).status).toBe(200);
  });

  test('a work is published between two pages and pushes the others on', async () => {
    await arm('deviantart', 'new-upload@middle', 'edge-followers-2000');
    const token = await newToken();
    const ids = async (offset: number) => {
      const body = await (await deviantart(offset, token, 'edge-followers-2000')).json();
      return (body as { results: Row[] }).results.map((row) => row.deviationid);
    };
    const first = await ids(0);
    const second = await ids(24);
    expect(second[0]).toBe(first.at(-1));
    expect((await ids(0))[1]).toBe(first[0]);
  });

  test('an artist takes another name, under which all works are found', async () => {
    await arm('artstation', 'renamed@middle');
    const before = (await (await artstation(1)).json()) as { data: Row[] };
    expect((await artstation(2)).status).toBe(404);
    expect((await artstation(1)).status).toBe(404);
    expect(await (await artstation(1, 'edge-n101-renamed')).json()).toEqual(before);
  });

  test('a renamed tag is an alias of the new one', async () => {
    await arm('danbooru', 'renamed');
    const rows = (await (await danbooru()).json()) as Row[];
    expect(rows).toHaveLength(200);
    expect(rows[0]!.tag_string_artist).toBe('edge-n401-renamed');
  });
});
