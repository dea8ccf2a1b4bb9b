import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { isLoopback } from '../../../src/config/loopback.ts';
import { InputError, UsageError } from '../../../src/core/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-config-'));
let files = 0;

function toml(text: string): string {
  const file = join(folder, `${++files}.toml`);
  writeFileSync(file, text);
  return file;
}

describe('the configuration', () => {
  test('without a file points every site at this machine', () => {
    const { sites } = loadConfig(null, {});
    expect(sites.artstation.baseUrl).toBe('http://127.0.0.1:7101');
    expect(Object.values(sites).map((site) => site.isLive)).toEqual([false, false, false]);
    expect(Object.values(sites).map((site) => site.requestsPerSecond)).toEqual([200, 200, 200]);
  });

  test('takes what the file says, without a slash at the end of an address', () => {
    const { sites } = loadConfig(
      toml('[sites.danbooru]\nbase_url = "http://localhost:9/"\nrequests_per_second = 3\nclient_id = 12'),
      {},
    );
    expect(sites.danbooru).toMatchObject({ baseUrl: 'http://localhost:9', requestsPerSecond: 3, clientId: '12' });
  });

  test('refuses a site outside this machine that was not switched on', () => {
    const file = toml('[sites.danbooru]\nbase_url = "https://example.org"');
    expect(() => loadConfig(file, {})).toThrow(UsageError);
    expect(() => loadConfig(file, {})).toThrow(/sites\.danbooru\.live = true/);
  });

  test('starts a browser only where it is asked for, and knows if there is none', () => {
    const { sites } = loadConfig(toml('[sites.deviantart]\nbrowser = true\n[sites.danbooru]\nbrowser = false'), {
      CHROMIUM_PATH: '/nowhere/chromium',
    });
    expect(sites.deviantart.browser).toEqual({ executable: null });
    expect(sites.danbooru).not.toHaveProperty('browser');
    expect(sites.artstation).not.toHaveProperty('browser');
  });

  test('refuses a live site nobody answers for', () => {
    const file = toml('[sites.danbooru]\nbase_url = "https://example.org"\nlive = true');
    expect(() => loadConfig(file, {})).toThrow(/sites\.danbooru\.contact is missing/);
  });

  test('gives a live site the slow pace and no robots exemption', () => {
    const file = toml('[sites.danbooru]\nbase_url = "https://example.org"\nlive = true\ncontact = "me@example.org"');
    expect(loadConfig(file, {}).sites.danbooru).toMatchObject({ isLive: true, requestsPerSecond: 1, robotsExempt: [] });
  });

  test.each([
    ['[sites.danbooru\n', /line 1/],
    ['[sites.danbooru]\nbase_url = 5', /sites\.danbooru\.base_url/],
    ['[sites.danbooru]\nrequests_per_second = -1', /sites\.danbooru\.requests_per_second/],
    ['[sites.danbooru]\nrequests_per_second = 1001', /sites\.danbooru\.requests_per_second/],
    ['[sites.danbooru]\nbase_url = "http://me:pw@localhost"', /sites\.danbooru\.base_url.*without user, query/],
    ['[sites.danbooru]\nbase_url = "http://localhost/?a=1"', /sites\.danbooru\.base_url/],
    ['[sites.danbooru]\nbase_url = "http://localhost/#a"', /sites\.danbooru\.base_url/],
    ['[sites.danboru]\n', /sites: .*danboru/],
    ['[sites.danbooru]\npace = 3', /sites\.danbooru: .*pace/],
  ])('names the file and the place in %j', (text, place) => {
    const file = toml(text);
    expect(() => loadConfig(file, {})).toThrow(InputError);
    expect(() => loadConfig(file, {})).toThrow(place);
    expect(() => loadConfig(file, {})).toThrow(file);
  });

  test('names a file that is not there', () => {
    expect(() => loadConfig(join(folder, 'absent.toml'), {})).toThrow(/absent\.toml: cannot be read/);
  });
});

describe('secrets', () => {
  test('come from the variable, or from the file named by the same variable with _FILE', () => {
    const file = toml('key-from-file\n');
    expect(loadConfig(null, { TIDEMARK_DANBOORU_API_KEY: 'key' }).sites.danbooru.secret).toBe('key');
    expect(loadConfig(null, { TIDEMARK_DANBOORU_API_KEY_FILE: file }).sites.danbooru.secret).toBe('key-from-file');
    expect(loadConfig(null, {}).sites.danbooru.secret).toBeNull();
  });

  test('name the variable when their file cannot be read', () => {
    const env = { TIDEMARK_DEVIANTART_CLIENT_SECRET_FILE: join(folder, 'absent') };
    expect(() => loadConfig(null, env)).toThrow(/TIDEMARK_DEVIANTART_CLIENT_SECRET_FILE/);
  });
});

describe('loopback', () => {
  test.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '::1', 'standin.localhost'])(
    '%s is this machine',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );
  test.each(['example.org', '10.0.0.1', '128.0.0.1', 'localhost.example.org', '[::2]', '127.0.0.1.example.org'])(
    '%s is not',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
