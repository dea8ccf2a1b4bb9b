import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';

const ANY_PORTS = { artstation: 0, deviantart: 0, danbooru: 0 };
const AGENT = { 'user-agent': 'Tidemark/0.1 (test)' };

describe('the stand-in sites on their ports', () => {
  test('listen on the loopback address, one port each, until closed', async () => {
    const sandbox = await startSandbox({ artistsPerSite: 5, ports: ANY_PORTS });
    const addresses = Object.values(sandbox.baseUrls);
    expect(new Set(addresses).size).toBe(3);
    for (const address of addresses) {
      expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await (await fetch(`${address}/robots.txt`)).text()).toContain('User-agent: *');
    }
    await sandbox.close();
    for (const address of addresses) await expect(fetch(`${address}/robots.txt`)).rejects.toThrow();
  });

  test('give the same answers in two sandboxes of one seed', async () => {
    await using first = await startSandbox({ seed: 3, artistsPerSite: 5, ports: ANY_PORTS });
    await using second = await startSandbox({ seed: 3, artistsPerSite: 5, ports: ANY_PORTS });
    const answer = async (address: string) =>
      (await fetch(`${address}/posts.json?tags=edge-n199&limit=200`, { headers: AGENT })).text();
    expect(await answer(first.baseUrls.danbooru)).toBe(await answer(second.baseUrls.danbooru));
  });

  test('date every reply by their own day, refusals too', async () => {
    await using sandbox = await startSandbox({ artistsPerSite: 1, ports: ANY_PORTS });
    const dates = ['/users/edge-n1.json', '/projects/x.json', '/no/such', '/robots.txt'].map(async (path) =>
      (await fetch(sandbox.baseUrls.artstation + path)).headers.get('date'),
    );
    expect(new Set(await Promise.all(dates))).toEqual(new Set(['Mon, 15 Jan 2024 00:00:00 GMT']));
  });

  test('do not start at all if one port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const port = (taken.address() as { port: number }).port;
    try {
      await expect(startSandbox({ artistsPerSite: 1, ports: { ...ANY_PORTS, danbooru: port } })).rejects.toMatchObject({
        code: 'SANDBOX_PORT_TAKEN',
      });
    } finally {
      taken.close();
    }
  });

  test('answer a whole crawl of small requests quickly enough not to slow a crawler at 200 requests a second', async () => {
    await using sandbox = await startSandbox({ artistsPerSite: 50, ports: ANY_PORTS });
    const address = `${sandbox.baseUrls.artstation}/users/edge-n101/projects.json?page=1`;
    const before = process.cpuUsage();
    for (let i = 0; i < 200; i++) await (await fetch(address)).arrayBuffer();
    const { user, system } = process.cpuUsage(before);
    // client and server share the process: 5 ms a request is the whole budget at 200 a second
    expect((user + system) / 1000 / 200).toBeLessThan(5);
  });
});
