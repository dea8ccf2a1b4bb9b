import { describe, expect, test } from 'vitest';
import { createSites } from '../../../src/sandbox/sandbox.ts';

const site = createSites({ artistsPerSite: 60 }).danbooru;
const AGENT = { 'user-agent': 'Tidemark/0.1 (test)' };

interface Post {
  id: number;
  created_at: string;
  tag_string_artist: string;
  tag_string_meta: string;
  is_deleted: boolean;
  is_banned: boolean;
  md5?: string;
}

function get(path: string, headers: Record<string, string> = {}) {
  return site.request(path, { headers: { ...AGENT, ...headers } });
}

async function posts(query: string): Promise<readonly Post[]> {
  const response = await get(`/posts.json?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Post[];
}

const ids = (list: readonly { id: number }[]) => list.map(({ id }) => id);
const descending = (list: readonly number[]) => list.toSorted((a, b) => b - a);

describe('who may ask', () => {
  test.each(['Mozilla/5.0 (X11; Linux)', 'python-requests/2.28', 'node', ''])('%j is challenged', async (agent) => {
    const response = await get('/posts.json', { 'user-agent': agent });
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  test('a name without a key is refused', async () => {
    const response = await get('/posts.json?login=someone');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ success: false, error: 'SessionLoader::AuthenticationFailure' });
  });

  test('a GET with a body is refused', async () => {
    expect((await get('/posts.json', { 'content-length': '2' })).status).toBe(400);
  });

  test('blank search parameters lead to the cleaned address', async () => {
    const response = await get('/tags.json?search[name]=&search[category]=1');
    expect(response.status).toBe(302);
    expect(decodeURIComponent(response.headers.get('location')!)).toBe('/tags.json?search[category]=1');
  });
});

describe('pages of posts', () => {
  test.each([
    ['edge-n0', [0]],
    ['edge-n1', [1, 0]],
    ['edge-n199', [199, 0]],
    ['edge-n200', [200, 0]],
    ['edge-n201', [200, 1, 0]],
    ['edge-n400', [200, 200, 0]],
    ['edge-n401', [200, 200, 1, 0]],
  ])('of %s by id are %j long', async (tag, sizes) => {
    const pages: (readonly Post[])[] = [await posts(`tags=${tag}&limit=200`)];
    while (pages.at(-1)!.length > 0) pages.push(await posts(`tags=${tag}&limit=200&page=b${pages.at(-1)!.at(-1)!.id}`));
    expect(pages.map((page) => page.length)).toEqual(sizes);
    expect(new Set(ids(pages.flat())).size).toBe(sizes.reduce((a, b) => a + b));
    expect(ids(pages.flat())).toEqual(descending(ids(pages.flat())));
  });

  test.each([
    ['', 20],
    ['limit=0', 1],
    ['limit=-5', 1],
    ['limit=1000', 200],
  ])('%j gives %i rows', async (query, rows) => {
    expect(await posts(`tags=edge-n401&${query}`)).toHaveLength(rows);
  });

  test('by number agree with pages by id, and page 0 is page 1', async () => {
    const first = await posts('tags=edge-n401&limit=50&page=1');
    expect(await posts('tags=edge-n401&limit=50&page=0')).toEqual(first);
    expect(await posts('tags=edge-n401&limit=50&page=2')).toEqual(
      await posts(`tags=edge-n401&limit=50&page=b${first.at(-1)!.id}`),
    );
  });

  test('after an id hold the ids just above it, still from high to low', async () => {
    const all = ids(await posts('tags=edge-n199&limit=200'));
    const anchor = all[100]!;
    expect(ids(await posts(`tags=edge-n199&limit=3&page=a${anchor}`))).toEqual(all.slice(97, 100));
  });

  test('end at number 1000, which is turned around; higher ones are gone', async () => {
    const thousandth = await posts('limit=5&page=1000');
    expect(thousandth).toHaveLength(5);
    expect(ids(thousandth)).toEqual(descending(ids(thousandth)).toReversed());
    const response = await get('/posts.json?limit=5&page=1001');
    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({
      success: false,
      error: 'PaginationExtension::PaginationError',
      message: 'You cannot go beyond page 1000.',
      backtrace: expect.any(Array),
    });
  });
});

describe('searches', () => {
  test('count at most two terms; metatags about dates are free', async () => {
    expect((await get('/posts.json?tags=a+b+date:2021-01-01')).status).toBe(200);
    const response = await get('/posts.json?tags=a+b+c');
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: 'PostQuery::TagLimitError' });
    expect((await get('/posts.json?tags=a+b+order:id')).status).toBe(422);
  });

  test('for a span of dates run by Eastern days and end with the first instant of the last', async () => {
    const found = await posts('tags=edge-borders+date:2021-01-01..2021-02-01&limit=200');
    const instants = found.map(({ created_at }) => Date.parse(created_at));
    const all = (await posts('tags=edge-borders&limit=200')).map(({ created_at }) => Date.parse(created_at));
    const from = Date.parse('2021-01-01T00:00:00-05:00');
    const to = Date.parse('2021-02-01T00:00:00-05:00');
    expect(instants).toEqual(all.filter((at) => at >= from && at <= to));
    expect(instants.length).toBeGreaterThan(0);
  });

  test('for one day cover it to its end', async () => {
    const found = await posts('tags=edge-borders+date:2021-01-31');
    expect(found.map(({ created_at }) => created_at)).toEqual([
      '2021-01-31T23:00:00.000-05:00',
      '2021-01-31T22:59:59.000-05:00',
      '2021-01-31T19:00:00.000-05:00',
      '2021-01-31T18:59:59.000-05:00',
    ]);
  });

  test('for two tags find posts with both', async () => {
    const marked = await posts('tags=ai-generated&limit=1');
    const [artist] = marked[0]!.tag_string_artist.split(' ');
    const query = `tags=${artist}+ai-generated&limit=200`;
    const both = [...(await posts(query)), ...(await posts(`${query}&page=2`))];
    expect(both.length).toBeGreaterThan(0);
    for (const post of both) {
      expect(post.tag_string_artist.split(' ')).toContain(artist);
      expect(post.tag_string_meta.split(' ')).toContain('ai-generated');
    }
    const counts = await (await get(`/counts/posts.json?tags=${artist}+ai-generated`)).json();
    expect(counts).toEqual({ counts: { posts: both.length } });
  });

  test('for an unknown tag find nothing', async () => {
    expect(await posts('tags=no_such_tag')).toEqual([]);
    expect(await (await get('/counts/posts.json?tags=no_such_tag')).json()).toEqual({ counts: { posts: 0 } });
  });
});

describe('a post', () => {
  test('has only what only= names, down to its parts', async () => {
    const [post] = await posts('tags=edge-n1&only=id,created_at,media_asset[created_at]');
    expect(Object.keys(post!)).toEqual(['id', 'created_at', 'media_asset']);
    expect(post).toMatchObject({ media_asset: { created_at: expect.stringMatching(/-0[45]:00$/) } });
    expect(Object.keys((post as unknown as { media_asset: object }).media_asset)).toEqual(['created_at']);
  });

  test('can be fetched alone; an unknown id is a 404 with the site’s error body', async () => {
    const [post] = await posts('tags=edge-n1');
    expect(await (await get(`/posts/${post!.id}.json`)).json()).toEqual(post);
    const response = await get('/posts/1.json');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ success: false, error: 'ActiveRecord::RecordNotFound' });
  });

  test('of a banned artist is listed without the keys about its file', async () => {
    const [post] = await posts('tags=edge-banned');
    expect(post).toMatchObject({ is_banned: true, tag_string_artist: 'edge-banned banned_artist' });
    for (const key of ['md5', 'file_url', 'large_file_url', 'preview_file_url']) expect(post).not.toHaveProperty(key);
    expect((await posts('tags=edge-banned&only=id,md5'))[0]).not.toHaveProperty('md5');
    expect((await posts('tags=edge-n1'))[0]).toHaveProperty('md5');
  });

  test('may be by several artists, be deleted, and is listed all the same', async () => {
    const all: Post[] = [];
    for (let page = 'b99999999'; ; page = `b${all.at(-1)!.id}`) {
      const more = await posts(`limit=200&page=${page}&only=id,tag_string_artist,is_deleted,tag_string_meta`);
      if (more.length === 0) break;
      all.push(...more);
    }
    const shared = all.find(({ tag_string_artist }) => /^\S+ (?!banned_artist)\S+$/.test(tag_string_artist))!;
    for (const artist of shared.tag_string_artist.split(' ')) {
      const found = await posts(`tags=${encodeURIComponent(artist)}+id:${shared.id}`);
      expect(ids(found)).toEqual([shared.id]);
    }
    expect(all.some(({ is_deleted }) => is_deleted)).toBe(true);
    expect(all.some(({ tag_string_meta }) => tag_string_meta.startsWith('ai-generated'))).toBe(true);
    expect(await (await get('/counts/posts.json')).json()).toEqual({ counts: { posts: all.length } });
  });
});

describe('tags and artists', () => {
  test('artist tags come by size, and names of several can be looked up', async () => {
    const response = await get('/tags.json?search[category]=1&search[order]=count&limit=1000');
    const tags = (await response.json()) as { name: string; post_count: number; category: number }[];
    const counts = tags.map(({ post_count }) => post_count);
    expect(counts).toEqual(descending(counts));
    expect(tags.every(({ category }) => category === 1)).toBe(true);
    const named = (await (await get('/tags.json?search[name_comma]=edge-n49,edge-n50')).json()) as typeof tags;
    expect(named.map(({ name, post_count }) => [name, post_count])).toEqual([
      ['edge-n50', 50],
      ['edge-n49', 49],
    ]);
  });

  test('a pattern finds names, also those with signs that mean something elsewhere', async () => {
    const found = await (await get(`/tags.json?search[name_matches]=${encodeURIComponent("edge's_tag_(a+b)")}`)).json();
    expect(found).toMatchObject([{ name: "edge's_tag_(a+b)", post_count: 60 }]);
    expect(await (await get('/artists.json?search[any_name_matches]=*banned')).json()).toMatchObject([
      { name: 'edge-banned', is_banned: true },
    ]);
  });

  test('artists show addresses only if asked', async () => {
    const [plain] = (await (await get('/artists.json?search[name]=edge-n1')).json()) as object[];
    expect(plain).not.toHaveProperty('urls');
    const named = await (await get('/artists.json?search[name]=edge-n1&only=name,urls,tag')).json();
    expect(named).toMatchObject([{ name: 'edge-n1', urls: [{ url: expect.any(String) }], tag: { post_count: 1 } }]);
  });

  test('the truth counts deleted and banned posts, and says which show a file', async () => {
    const truth = (await (await get('/_truth/danbooru/edge-banned')).json()) as {
      months: Record<string, { uploads: number; withFile: number }>;
    };
    expect(truth).toMatchObject({ artist: 'edge-banned', artistId: 'edge-banned', followers: 60, uploads: 60 });
    const months = Object.values(truth.months);
    expect(months.reduce((sum, { uploads }) => sum + uploads, 0)).toBe(60);
    expect(months.reduce((sum, { withFile }) => sum + withFile, 0)).toBe(0);
  });
});
