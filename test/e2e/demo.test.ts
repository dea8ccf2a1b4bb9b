import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, type Finished, tidemark } from '../support/cli.ts';
import { exported } from '../support/exports.ts';
import { CHROMIUM, CHROMIUM_NEED } from '../support/programs.ts';

const cwd = emptyFolder();
let first: Finished;
let folder: string;
beforeAll(async () => {
  first = await tidemark(['demo', '--sample', '60'], { cwd });
  const [run] = readdirSync(join(cwd, 'reports'));
  folder = join(cwd, 'reports', run!);
});

describe('the whole job', () => {
  test('ends well and says what was done and where the report lies', () => {
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/artstation: 60 artists complete, 0 partial/);
    expect(first.stdout).toContain(join(folder, 'index.html'));
  });

  test('leaves 60 complete artists on each of three sites', async () => {
    const coverage = await exported('coverage', { cwd });
    const counts = Map.groupBy(coverage, ({ site, state }) => `${site} ${state}`);
    expect([...counts].map(([key, { length }]) => [key, length]).sort()).toEqual([
      ['artstation complete', 60],
      ['danbooru complete', 60],
      ['deviantart complete', 60],
    ]);
  });

  test('draws every figure as SVG and as PNG', () => {
    const figures = readdirSync(join(folder, 'figures')).sort();
    const named = figures.filter((file) => !file.startsWith('loop-'));
    expect(named.filter((file) => file.endsWith('.svg'))).toEqual(
      ['careers', 'changes', 'cohorts-uploads', 'cohorts', 'interrupted', 'placebo', 'shares', 'totals', 'trends'].map(
        (name) => `${name}.svg`,
      ),
    );
    expect(figures.filter((file) => /^loop-\w+\.svg$/.test(file))).toHaveLength(2);
    for (const svg of figures.filter((file) => file.endsWith('.svg')))
      expect(figures).toContain(svg.replace('.svg', '.png'));
  });

  test('says in the manifest what the report was made from', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      analysis: {
        from: '2021-01',
        to: '2023-10',
        cutoff: '2022-01',
        placeboCutoffs: ['2018-01', '2019-01', '2020-01', '2021-01'],
      },
      coverage: { artstation: { complete: 60 } },
    });
    for (const hash of [manifest.configHash, manifest.dataHash]) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(manifest.samples).toHaveLength(3);
    expect(manifest.labelRegimes.length).toBeGreaterThanOrEqual(3);
  });

  test('says in words that its artists are invented', () => {
    expect(/invented/.test(readFileSync(join(folder, 'index.html'), 'utf8'))).toBe(true);
  });

  test('run again changes nothing that is complete', async () => {
    const before = filesBelow(join(cwd, 'reports'));
    const uploads = await exported('uploads', { cwd });
    const again = await tidemark(['demo', '--sample', '60'], { cwd });
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/0 uploads read/);
    expect(filesBelow(join(cwd, 'reports'))).toEqual(before);
    expect(await exported('uploads', { cwd })).toEqual(uploads);
  });
});

describe.skipIf(CHROMIUM === null)(`the report's page in a browser${CHROMIUM_NEED}`, () => {
  test('works without network and without an error, and shows the verdict beside the figures', async () => {
    await using browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
    const page = await browser.newPage();
    const errors: string[] = [];
    const requests: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    const address = pathToFileURL(join(folder, 'index.html')).href;
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForFunction(() => document.querySelectorAll('.vega-embed svg').length >= 5);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.getByText(/juniors/i).count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([address]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test('shows its figures with scripts switched off', async () => {
    await using browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(pathToFileURL(join(folder, 'index.html')).href);
    expect(await page.locator('figure svg').count()).toBeGreaterThanOrEqual(5);
  });
});

/** Every file with a hash of its content. */
function filesBelow(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file, createHash('sha256').update(readFileSync(file)).digest('hex')];
    }),
  );
}
