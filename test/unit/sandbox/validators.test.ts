import { describe, expect, test } from 'vitest';
import { createSites } from '../../../src/sandbox/sandbox.ts';

const AGENT = { 'user-agent': 'Tidemark/0.1 (test)' };
const LIST = '/users/edge-n51/projects.json?page=1&per_page=50';

describe.each([
  ['etag', 'etag', 'if-none-match'],
  ['last-modified', 'last-modified', 'if-modified-since'],
] as const)('%s', (validators, header, condition) => {
  const { artstation } = createSites({ artistsPerSite: 3, validators });
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    artstation.request(path, { headers: { ...AGENT, ...headers } });

  test.each([LIST, '/robots.txt', '/users/edge-n51.json'])('%s is answered 304 to whoever has it', async (path) => {
    const version = (await get(path)).headers.get(header)!;
    const again = await get(path, { [condition]: version });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get(header)).toBe(version);
    expect(again.headers.get('date')).not.toBeNull();
  });

  test('a list that changed is sent, with a name of its own', async () => {
    const arm = { method: 'POST', body: JSON.stringify({ fault: 'new-upload@99*1', artist: 'edge-n51' }) };
    await artstation.request('/_faults', arm);
    const before = (await get(LIST)).headers.get(header)!;
    await artstation.request('/_faults', { method: 'DELETE' });
    const after = await get(LIST, { [condition]: before });
    expect(after.status).toBe(200);
    expect(after.headers.get(header)).not.toBe(before);
    expect((await get(LIST, { [condition]: after.headers.get(header)! })).status).toBe(304);
  });

  test('errors have no version', async () => {
    const gone = await get('/users/nobody/projects.json');
    expect(gone.headers.get(header)).toBeNull();
  });
});

test('sites can do without', async () => {
  const { danbooru } = createSites({ artistsPerSite: 3, validators: 'none' });
  const reply = await danbooru.request('/posts.json?limit=1', { headers: { ...AGENT, 'if-none-match': '*' } });
  expect([reply.status, reply.headers.get('etag'), reply.headers.get('last-modified')]).toEqual([200, null, null]);
});
