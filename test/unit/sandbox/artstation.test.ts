import { describe, expect, test } from 'vitest';
import { hashIdOf, uploadIdOf } from '../../../src/sandbox/artstation/hash-id.ts';
import { createSites } from '../../../src/sandbox/sandbox.ts';

const site = createSites({ artistsPerSite: 20 }).artstation;
const openSite = createSites({ artistsPerSite: 20, detail: 'open' }).artstation;

interface Row {
  hash_id: string;
  title: string;
  created_at: string;
  published_at: string;
}
interface Page {
  data: Row[];
  total_count: number;
}

async function page(path: string): Promise<Page> {
  const response = await site.request(path);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

async function works(name: string): Promise<readonly Row[]> {
  const pages = await Promise.all([1, 2, 3].map((n) => page(`/users/${name}/projects.json?page=${n}`)));
  return pages.flatMap(({ data }) => data);
}

describe('the listing of an artist', () => {
  test.each([
    ['edge-n0', [0, 0, 0]],
    ['edge-n1', [1, 0, 0]],
    ['edge-n49', [49, 0, 0]],
    ['edge-n50', [50, 0, 0]],
    ['edge-n51', [50, 1, 0]],
    ['edge-n100', [50, 50, 0]],
    ['edge-n101', [50, 50, 1]],
  ])('of %s has pages of %j and goes on with empty ones', async (name, sizes) => {
    const pages = await Promise.all([1, 2, 3].map((n) => page(`/users/${name}/projects.json?page=${n}`)));
    expect(pages.map(({ data }) => data.length)).toEqual(sizes);
    const total = sizes.reduce((a, b) => a + b);
    expect(pages.map(({ total_count }) => total_count)).toEqual([total, total, total]);
  });

  test('takes smaller pages and cuts larger ones to 50', async () => {
    expect((await page('/users/edge-n101/projects.json?per_page=2')).data).toHaveLength(2);
    expect((await page('/users/edge-n101/projects.json?per_page=500')).data).toHaveLength(50);
  });

  test('runs from newest to oldest, unless the artist arranged it', async () => {
    const dates = async (name: string) => (await works(name)).map((row) => Date.parse(row.published_at));
    const newestFirst = (list: readonly number[]) => list.toSorted((a, b) => b - a);
    expect(await dates('edge-n101')).toEqual(newestFirst(await dates('edge-n101')));
    expect(await dates('edge-arranged')).not.toEqual(newestFirst(await dates('edge-arranged')));
    expect(new Set(await dates('edge-arranged')).size).toBe(120);
  });

  test('carries 19 keys and no tags, titles escaped for HTML, dates of a zone of the United States', async () => {
    const rows = await works('edge-n101');
    expect(Object.keys(rows[0]!)).toHaveLength(19);
    expect(rows[0]).toMatchObject({ tag_list: null });
    expect(rows.some(({ title }) => title.includes('&amp;'))).toBe(true);
    expect(rows.some(({ title }) => /[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/.test(title))).toBe(false);
    for (const { published_at } of rows) expect(published_at).toMatch(/^[\d-]{10}T[\d:]{8}\.\d{3}-0[56]:00$/);
  });

  test('dates a draft by its beginning and by its publication', async () => {
    for (const { created_at, published_at } of await works('edge-drafts')) {
      expect(Date.parse(published_at) - Date.parse(created_at)).toBe(20 * 86_400_000);
    }
  });
});

describe('profiles', () => {
  test('quick.json lacks the number of projects that the full profile has', async () => {
    const quick = (await (await site.request('/users/edge-n51/quick.json')).json()) as object;
    const full = await (await site.request('/users/edge-n51.json')).json();
    expect(full).toMatchObject({ username: 'edge-n51', projects_count: 51, followers_count: 150 });
    expect(quick).toMatchObject({ username: 'edge-n51', followers_count: 150 });
    expect(quick).not.toHaveProperty('projects_count');
    expect(await (await site.request('/api/v2/user_profiles/edge-n51.json')).json()).toEqual(full);
  });

  test('an unknown artist is an empty text page with status 404', async () => {
    const response = await site.request('/users/nobody/projects.json');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toBe('');
  });

  test('an unknown path is the Explore page with status 200', async () => {
    const response = await site.request('/no/such/path');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
  });
});

describe('the search for users', () => {
  const ask = (query: string) => site.request(`/api/v2/search/users.json?${query}`);

  test('walks all artists from the most followed down', async () => {
    const followers: number[] = [];
    for (let n = 1; n <= 2; n++) {
      const response = await ask(`query=&page=${n}&per_page=50&sorting=followers`);
      const { data } = (await response.json()) as { data: { followers_count: number }[] };
      followers.push(...data.map((row) => row.followers_count));
    }
    expect(followers).toHaveLength(32);
    expect(followers).toEqual(followers.toSorted((a, b) => b - a));
  });

  test.each([
    ['per_page=30', { data: 'page should be given' }],
    ['page=0&per_page=30', { data: 'page should be given' }],
    ['page=1', { message: 'per_page should be >= 3', code: 'per_page' }],
    ['page=1&per_page=2', { message: 'per_page should be >= 3', code: 'per_page' }],
    ['page=1&per_page=76', { message: 'per_page should be <= 75', code: 'per_page' }],
  ])('refuses %s', async (query, body) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(body);
  });

  test('answers a POST only with the token it gave out', async () => {
    const body = JSON.stringify({ query: 'edge-arranged', page: 1, per_page: 3 });
    const path = '/api/v2/search/users.json';
    expect((await site.request(path, { method: 'POST', body })).status).toBe(401);
    const token = await site.request('/api/v2/csrf_protection/token.json', { method: 'POST', body: '{}' });
    const { public_csrf_token } = (await token.json()) as { public_csrf_token: string };
    const found = await site.request(path, {
      method: 'POST',
      body,
      headers: { 'PUBLIC-CSRF-TOKEN': public_csrf_token },
    });
    expect(await found.json()).toMatchObject({ data: [{ username: 'edge-arranged' }], total_count: 1 });
  });
});

describe('the site-wide list', () => {
  test('shows the artist of every project', async () => {
    const { data } = await page('/projects.json?per_page=50');
    expect(data).toHaveLength(50);
    expect(data[0]).toHaveProperty('user.username');
  });

  test.each(['per_page=51', 'per_page=0', 'page=999999', 'page=0'])('refuses %s with an empty text', async (query) => {
    const response = await site.request(`/projects.json?${query}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe('');
  });
});

describe('detail pages', () => {
  test('answer with a challenge unless told otherwise', async () => {
    const [work] = await works('edge-n1');
    const response = await site.request(`/projects/${work!.hash_id}.json`);
    expect(response.status).toBe(403);
    expect(response.headers.get('cf-mitigated')).toBe('challenge');
    expect(await response.text()).toContain('Just a moment...');
  });

  test('show the same project with its tags, and 404 for one that is not there', async () => {
    const [work] = await works('edge-n1');
    const response = await openSite.request(`/projects/${work!.hash_id}.json`);
    expect(await response.json()).toMatchObject({ ...work, tags: expect.any(Array), assets: expect.any(Array) });
    expect((await openSite.request('/projects/zzzzzz.json')).status).toBe(404);
  });

  test('are the only ones to say CreatedWithAI, beside NoAI that says something else', async () => {
    const seen = new Set<string>();
    const list = await site.request('/_truth/artstation');
    for (const { artist } of (await list.json()) as { artist: string }[]) {
      const { data } = await page(`/users/${artist}/projects.json?per_page=20`);
      for (const { hash_id } of data) {
        const detail = await openSite.request(`/projects/${hash_id}.json`);
        const { tags } = (await detail.json()) as { tags: string[] };
        for (const tag of tags) seen.add(tag);
      }
    }
    expect(seen).toContain('NoAI');
    expect(seen).toContain('CreatedWithAI');
  });

  test('are addressed by a code that stands for one number', () => {
    for (const id of [1, 62, 11_000, 17_790_001, 2 ** 31 - 1]) expect(uploadIdOf(hashIdOf(id))).toBe(id);
    expect(uploadIdOf('a-b')).toBeNaN();
  });
});

describe('beside the site itself', () => {
  test('requests are counted by path, those for the truth left out', async () => {
    const fresh = createSites({ artistsPerSite: 1 }).artstation;
    await fresh.request('/users/edge-n1.json');
    await fresh.request('/users/edge-n1.json');
    await fresh.request('/_truth/artstation');
    expect(await (await fresh.request('/_requests')).json()).toEqual({
      total: 2,
      byPath: { '/users/edge-n1.json': 2 },
    });
  });

  test('the truth counts what the listing shows', async () => {
    const truth = await (await site.request('/_truth/artstation/edge-n101')).json();
    const months: Record<string, number> = {};
    for (const { published_at } of await works('edge-n101')) {
      const month = new Date(published_at).toISOString().slice(0, 7);
      months[month] = (months[month] ?? 0) + 1;
    }
    expect(truth).toMatchObject({ site: 'artstation', artist: 'edge-n101', uploads: 101, hidden: 0 });
    const counted = Object.entries((truth as { months: Record<string, { uploads: number }> }).months);
    expect(Object.fromEntries(counted.map(([month, { uploads }]) => [month, uploads]))).toEqual(months);
  });

  test('the truth about another site or an unknown artist is refused', async () => {
    expect((await site.request('/_truth/danbooru')).status).toBe(404);
    expect((await site.request('/_truth/artstation/nobody')).status).toBe(404);
  });
});
