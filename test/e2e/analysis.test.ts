import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, tidemark } from '../support/cli.ts';

const WORLD = ['simulate', 'stationary', '--entry', '4', '--seed', '3', '--draws', '50'];

test('a simulated world is analysed, the same seed gives the same words, and JSON says what was simulated', async () => {
  const cwd = emptyFolder();
  const [first, again] = await Promise.all([tidemark(WORLD, { cwd }), tidemark(WORLD, { cwd })]);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('seed 3');
  expect(first.stdout).toMatch(/verdict {8}mechanical \d, beyond mechanical \d, unclear \d/);
  expect(again.stdout).toBe(first.stdout);
  const { stdout } = await tidemark([...WORLD, '--cut', '0.2', '--sample', '50', '--json'], { cwd });
  const { worlds, summaries } = JSON.parse(stdout);
  expect(worlds[0].world).toMatchObject({ entryPerMonth: 4, cut: { share: 0.2 }, sample: { size: 50 } });
  expect(summaries[0].artists.mean).toBe(50);
  expect(readdirSync(cwd)).toEqual([]);
});

test.each([
  [['simulate', 'utopia'], 'stationary, weibull'],
  [['simulate', 'weibull', '--rate', '1.5'], 'share above 0 and at most 1'],
  [['simulate', 'weibull', '--life', '0'], 'number above 0'],
])('%j is wrong usage', async (words, expected) => {
  const { code, stderr } = await tidemark(words, { cwd: emptyFolder() });
  expect(code).toBe(2);
  expect(stderr).toContain(expected);
});

test('an analysis is written as JSON and one CSV a table, with a verdict for the few artists there are', async () => {
  const cwd = emptyFolder();
  const rows = Array.from({ length: 140 }, (_, i) => {
    const month = `${2012 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`;
    return `w${i},${i % 2 === 0 ? 'ann' : 'bo'},${month}-05T10:00:00Z`;
  });
  writeFileSync(join(cwd, 'works.csv'), ['work,by,at', ...rows].join('\n'));
  const map = 'site=@paintings,artist=by,upload_id=work,published_at=at';
  expect((await tidemark(['import', 'table', 'works.csv', '--map', map], { cwd })).code).toBe(0);
  const { code, stdout } = await tidemark(['analyze', '--draws', '20', '--out', 'tables'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/(Mechanical|Beyond mechanical|Unclear): /);
  const files = readdirSync(join(cwd, 'tables'));
  const tables = ['placebo_slopes', 'adjusted', 'tenure', 'tenure_standardised', 'apc', 'decomposition', 'series'];
  expect(files).toEqual(expect.arrayContaining(['analysis.json', ...tables.map((name) => `${name}.csv`)]));
  for (const file of files) expect(readFileSync(join(cwd, 'tables', file), 'utf8')).not.toMatch(/NaN|Infinity/);
  const analysis = JSON.parse(readFileSync(join(cwd, 'tables', 'analysis.json'), 'utf8'));
  expect(analysis.cohorts[0].artists.verdict.finding).toMatch(/^(mechanical|beyond mechanical|unclear)$/);
});
