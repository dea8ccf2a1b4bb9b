import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LoopMetric } from '../../../src/core/loop-tables.ts';
import type { MonthlyShare } from '../../../src/core/shares.ts';
import { renderPng } from '../../../src/reports/png.ts';
import { renderSvg } from '../../../src/reports/render.ts';
import { type ReportContents, writeReport } from '../../../src/reports/report.ts';
import { analysisOf } from '../../support/analysis.ts';
import { reportedLoop } from '../../support/loop.ts';

let outDir: string;
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'tidemark-report-'));
});
afterEach(() => rm(outDir, { recursive: true, force: true }));

const LOOP_FIGURES = ['loop-1-schedule', 'loop-1-sets', 'loop-1'];

const BOUNDS = [0.99, 0.4].map((flowMet, index) => ({
  site: 'all',
  month: `2021-0${index + 1}`,
  flowMet,
  stockMet: index === 0 ? 1 : 0.97,
  harmless: [{ bias: 0.8, probability: 0.125 }],
}));

const HOSTILE = '</script><script>alert(1)</script><!--';

const SHARES: MonthlyShare[] = [636, 637].map((month) => ({
  site: 'artstation',
  month,
  labelRegime: 'artstation-tag',
  uploads: 100,
  labelled: 80,
  yes: 8,
  assisted: 0,
  share: 0.1,
  low: 0.05,
  high: 0.19,
}));

const METRICS: LoopMetric[] = [0, 1, 2].map((generation) => ({
  arm: HOSTILE,
  generation,
  metric: 'mean_variance',
  measured: 1,
  standardError: 0.1,
  predicted: 1,
}));

const CONTENTS: ReportContents = {
  analysis: analysisOf(['artstation', HOSTILE]),
  origins: [{ site: 'artstation', origin: 'stand-in' }],
  coverage: [
    {
      site: 'artstation',
      artist: HOSTILE,
      artistId: '1',
      state: 'partial',
      reason: HOSTILE,
      uploads: 3,
      worksClaimed: 5,
      hidden: 2,
      rereadings: 1,
      withdrawn: 1,
      withdrawnAfter: Date.parse('2026-10-01T12:00:00Z'),
      withdrawnBy: Date.parse('2026-11-01T12:00:00Z'),
    },
  ],
  samples: [],
  shares: SHARES,
  loops: [
    reportedLoop('loop-1', METRICS, {
      manifest: {
        kind: 'theory',
        model: 'gaussian',
        assumptions: [HOSTILE],
        flows: [{ generation: 1, from: '2021-01', to: '2021-06', uploads: 1234, share: 0.125 }],
        paths: [],
        bounds: BOUNDS,
      },
      scores: [
        { arm: 'a', metric: 'w2_squared', compared: 5, withinTwoErrors: 4, largest: 4.25, critical: 3, holds: false },
      ],
    }),
  ],
  provenance: {
    runId: 'run-1',
    createdAt: Date.UTC(2026, 10, 22),
    gitCommit: 'abc',
    configHash: 'c0',
    dataHash: 'd0',
    seed: 1,
  },
};

test('a report has a page, figures as SVG and PNG, tables and a manifest, and nothing else is left', async () => {
  const { directory, figures } = await writeReport(CONTENTS, outDir);
  expect(await readdir(outDir)).toEqual(['run-1']);
  expect((await readdir(directory)).sort()).toEqual(['figures', 'index.html', 'manifest.json', 'tables']);
  expect(figures).toEqual(['totals', 'cohorts', 'placebo', 'cohorts-uploads', 'shares', ...LOOP_FIGURES]);
  for (const name of figures) {
    expect((await stat(join(directory, 'figures', `${name}.svg`))).size).toBeGreaterThan(5000);
    expect((await stat(join(directory, 'figures', `${name}.png`))).size).toBeGreaterThan(20_000);
  }
  expect(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'))).toMatchObject({
    runId: 'run-1',
    dataHash: 'd0',
    git: { commit: 'abc', reason: null },
  });
});

test('the page loads nothing, allows no eval, and no name from the data becomes markup', async () => {
  const { page } = await writeReport(CONTENTS, outDir);
  const text = await readFile(page, 'utf8');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!;
  expect(policy).toContain('default-src &#39;none&#39;');
  expect(policy).not.toContain('unsafe-eval');
  expect(policy.match(/sha256-/g)).toHaveLength(4);
  expect(text).not.toContain('<script>alert(1)');
  const markup = text.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '');
  expect(markup).not.toMatch(/<(script|img|link|iframe)/);
  expect(text.match(/<svg/g)!.length).toBeGreaterThanOrEqual(6);
  expect(text).toContain(CONTENTS.analysis.cohorts[0]!.artists.verdict.sentence.replaceAll("'", '&#39;'));
});

test('a loop driven by shares shows which months and which share each generation stands for', async () => {
  const { page } = await writeReport(CONTENTS, outDir);
  const cells = [...(await readFile(page, 'utf8')).matchAll(/<t[hd][^>]*>([^<]*)<\/t[hd]>/g)].map((match) =>
    match[1]!.trim(),
  );
  const start = cells.indexOf('2021-01 to 2021-06');
  expect(cells.slice(start - 1, start + 3)).toEqual(['1', '2021-01 to 2021-06', '1,234', '12.5 %']);
});

test('a loop section says with probabilities whether the bound is met, for flow and for stock', async () => {
  const { page } = await writeReport(CONTENTS, outDir);
  const text = (await readFile(page, 'utf8')).replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
  expect(text).toContain(
    'In February 2021 the new uploads (flow) may or may not meet the sufficient bound: probability 0.400; below 0.95 in 1 ' +
      'of 2 months, first in February 2021.',
  );
  expect(text).toContain('all uploads so far (stock) meet the sufficient bound: probability 0.970, and never below');
  expect(text).toContain('with probability 0.13 at a sampling bias of 0.8');
});

test('a loop section scores its predictions and judges what it can of the published claims', async () => {
  const { page } = await writeReport(CONTENTS, outDir);
  const text = (await readFile(page, 'utf8')).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  expect(text).toContain('a 5 80 % 4.3 w2 squared do not hold');
  expect(text).toMatch(/3\.3 % of self-generated images .* not testable here needs a trained image model/);
});

test('the first line under the title says that the artists of stand-in sites are invented', async () => {
  const { page } = await writeReport(CONTENTS, outDir);
  expect(await readFile(page, 'utf8')).toMatch(/<\/h1>\n<p class="warning"[^>]*>[^<]*invented/);
});

test('the same contents give the same bytes', async () => {
  const first = await writeReport(CONTENTS, outDir);
  const bytes = await readFile(first.page);
  const picture = await readFile(join(first.directory, 'figures', 'cohorts.png'));
  await writeReport(CONTENTS, outDir);
  expect(await readFile(first.page)).toEqual(bytes);
  expect(await readFile(join(first.directory, 'figures', 'cohorts.png'))).toEqual(picture);
});

test('a report of the same run is replaced whole', async () => {
  const { directory } = await writeReport(CONTENTS, outDir);
  await writeFile(join(directory, 'stale.txt'), '');
  await writeReport({ ...CONTENTS, shares: [], loops: [] }, outDir);
  expect(await readdir(directory)).not.toContain('stale.txt');
  expect(await readdir(join(directory, 'figures'))).not.toContain('shares.svg');
});

test('a store without uploads in the window gives a page that says so', async () => {
  const { page, figures } = await writeReport({ ...CONTENTS, analysis: analysisOf([]), shares: [], loops: [] }, outDir);
  expect(figures).toEqual([]);
  expect(await readFile(page, 'utf8')).toContain('there is nothing to draw');
});

test('an out folder that is a file gives an error that names it and leaves nothing behind', async () => {
  const file = join(outDir, 'file');
  await writeFile(file, '');
  await expect(writeReport(CONTENTS, file)).rejects.toMatchObject({
    code: 'REPORT_UNWRITABLE',
    directory: join(file, 'run-1'),
  });
  expect(await readdir(outDir)).toEqual(['file']);
});

test('text is drawn in the PNG: without the title far less of it is dark', async () => {
  const spec = {
    data: { values: [{ x: 1 }] },
    mark: { type: 'point', opacity: 0 },
    encoding: { x: { field: 'x', type: 'quantitative', axis: null } },
    width: 400,
  } as const;
  const bare = renderPng(await renderSvg(spec));
  const titled = renderPng(await renderSvg({ ...spec, title: 'Seniors fall and juniors rise' }));
  expect(titled.length).toBeGreaterThan(bare.length + 4000);
});
