import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CrawlState } from '../../../src/core/records.ts';
import { type WrittenReport, writeReport } from '../../../src/reports/report.ts';
import { analysisOf } from '../../support/analysis.ts';
import { CHROMIUM, CHROMIUM_NEED } from '../../support/programs.ts';

const SITES = ['artstation', 'danbooru'];
const PROVENANCE = { runId: 'run', createdAt: 0, gitCommit: null, configHash: 'c', dataHash: 'd', seed: 1 };
const CONTENTS = {
  analysis: analysisOf(SITES),
  origins: SITES.map((site) => ({ site, origin: 'stand-in' })),
  coverage: SITES.map((site) => ({
    site,
    artist: 'someone',
    artistId: '1',
    state: 'partial' as CrawlState,
    reason: 'the listing ended before the number of works that the profile claims was reached',
    uploads: 48_123,
    worksClaimed: 50_000,
    hidden: 12,
    rereadings: 2,
    withdrawn: 31,
    withdrawnAfter: Date.parse('2026-10-01T12:00:00Z'),
    withdrawnBy: Date.parse('2026-11-01T12:00:00Z'),
  })),
  samples: [],
  shares: [624, 636].map((month) => ({
    site: 'danbooru',
    month,
    labelRegime: 'danbooru-tags',
    uploads: 100,
    labelled: 80,
    yes: 8,
    assisted: 0,
    share: 0.1,
    low: 0.05,
    high: 0.19,
  })),
  loops: [],
  provenance: PROVENANCE,
};

describe.skipIf(CHROMIUM === null)(`the page of a report in a browser${CHROMIUM_NEED}`, () => {
  let outDir: string;
  let report: WrittenReport;
  let browser: Browser;
  beforeAll(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'tidemark-page-'));
    report = await writeReport(CONTENTS, outDir);
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(outDir, { recursive: true, force: true });
  });

  async function openPage(width: number) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(report.page).href);
    await page.waitForFunction(
      (count) => document.querySelectorAll('.still[hidden]').length === count,
      report.figures.length,
    );
    return { page, complaints, requests };
  }

  test('draws its figures live under its own policy, asks for nothing and logs no error', async () => {
    const { page, complaints, requests } = await openPage(1200);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([pathToFileURL(report.page).href]);

    // The ticks of the time axis span the panel: an x scale misread under the interpreter heaps them up.
    const years = page.locator('figure[data-spec="spec-totals"] .vega-embed text', { hasText: /^202[123]$/ });
    const left = await Promise.all((await years.all()).map(async (text) => (await text.boundingBox())!.x));
    expect(left).toHaveLength(6);
    expect(Math.max(...left) - Math.min(...left)).toBeGreaterThan(300);
  });

  test.each([1200, 700])('scrolls sideways nowhere at a width of %i pixels', async (width) => {
    const { page } = await openPage(width);
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('html, main, figure, table, pre')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => `${element.tagName} ${element.textContent?.slice(0, 40)}`),
    );
    expect(wide).toEqual([]);
    const right = await page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll('figure svg, td, th')].map((part) => part.getBoundingClientRect().right),
      ),
    );
    expect(right).toBeLessThanOrEqual(width);
  });
});
