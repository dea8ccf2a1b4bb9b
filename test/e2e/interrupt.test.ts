import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, startTidemark, tidemark } from '../support/cli.ts';
import { exported } from '../support/exports.ts';
import { configure, FREE_PORTS, THRESHOLD } from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ ports: FREE_PORTS });
});
afterAll(() => sandbox.close());

test('a crawl that is interrupted says so with 130, keeps what it read, and goes on afterwards', async () => {
  const cwd = emptyFolder();
  configure(cwd, sandbox);
  const words = ['crawl', 'artstation', '--sample', '150', ...THRESHOLD.artstation];
  const { child, finished } = startTidemark(words, { cwd });
  let isAsked = false;
  child.stderr!.on('data', (text: string) => {
    if (isAsked || !/histories: [34]\d of 150/.test(text)) return;
    isAsked = true;
    child.kill('SIGINT');
  });
  const { code, stdout } = await finished;
  expect(code).toBe(130);
  expect(stdout).toMatch(/the same command goes on from here/);
  const kept = await exported('uploads', { cwd });
  expect(kept.length).toBeGreaterThan(0);
  expect((await exported('coverage', { cwd })).some(({ state }) => state === 'pending')).toBe(true);

  expect((await tidemark(words, { cwd })).code).toBe(0);
  const coverage = await exported('coverage', { cwd });
  expect(coverage.map(({ state }) => state)).toEqual(Array(150).fill('complete'));
  const keys = (await exported('uploads', { cwd })).map(
    ({ site, upload_id, artist_id }) => `${site} ${upload_id} ${artist_id}`,
  );
  expect(keys.length).toBeGreaterThan(kept.length);
  expect(new Set(keys).size).toBe(keys.length);
});
