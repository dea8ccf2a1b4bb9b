import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, tidemark } from '../support/cli.ts';
import { configure, FREE_PORTS, THRESHOLD } from '../support/sandbox.ts';

const WORDS = ['crawl', 'danbooru', '--sample', '20', ...THRESHOLD.danbooru, '--seed', '3'];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ ports: FREE_PORTS });
});
afterAll(() => sandbox.close());

async function reportPage(cwd: string): Promise<string> {
  const { code, stdout, stderr } = await tidemark(['report', '--draws', '20', '--json'], { cwd });
  expect(code, stderr).toBe(0);
  return readFileSync(join(cwd, JSON.parse(stdout).page), 'utf8');
}

test('after one pass nothing can be said of withdrawals, after a second full one it is said, in words and in the report', async () => {
  const cwd = emptyFolder();
  configure(cwd, sandbox);
  const onePass = 'Danbooru: one full pass only, so withdrawals cannot be seen yet.';
  const twoPasses = 'Danbooru: 20 artists read again, and nothing had been withdrawn.';
  expect((await tidemark(WORDS, { cwd })).stdout).not.toContain('withdraw');
  expect(await reportPage(cwd)).toContain(onePass);
  expect((await tidemark([...WORDS, '--recrawl', 'full'], { cwd })).stdout).toContain(twoPasses);
  const page = await reportPage(cwd);
  expect(page).toContain(twoPasses);
  expect(page).not.toContain(onePass);
});
