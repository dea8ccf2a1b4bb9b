import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { report } from '../../../src/jobs/report.ts';
import { Store } from '../../../src/store/store.ts';
import { analysisOf } from '../../support/analysis.ts';
import { stateOf } from '../../support/store-state.ts';

test('the manifest says where each site of the analysis came from, and no other', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'tidemark-report-job-'));
  try {
    await using store = await Store.open(':memory:');
    for (const site of ['artstation', 'danbooru']) {
      const run = { runId: site, kind: 'crawl' as const, site, origin: 'stand-in', parameters: {}, startedAt: 0 };
      await store.startRun(run);
    }
    const { manifest, directory } = await report({
      store,
      state: await stateOf(store),
      analysis: analysisOf(['artstation', 'imported']),
      shares: [],
      loops: [],
      outDir,
      runId: 'run',
      seed: 1,
      configHash: 'c',
      gitCommit: null,
      clock: { now: () => 0, sleepUntil: () => Promise.resolve() },
    });
    expect(manifest.origins).toEqual([
      { site: 'artstation', origin: 'stand-in' },
      { site: 'imported', origin: 'file' },
    ]);
    const picture = await readFile(join(directory, 'figures', 'totals.svg'), 'utf8');
    expect(picture).toContain('Stand-in sites, invented data: ArtStation');
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
});

test('a sampling frame that is cut short is told on the page, in the table of samples and in the manifest', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'tidemark-report-job-'));
  try {
    await using store = await Store.open(':memory:');
    const frameShortfall = 'the list of artist tags ends after 1000, at 100 posts';
    const sample = { frameSize: 1000, sampleSize: 250, threshold: 50, seed: 7, drawnAt: 0, manifestHash: 'abc' };
    await store.saveSample({ ...sample, site: 'danbooru', key: 'k', artists: [], frameShortfall });
    await store.saveSample({ ...sample, site: 'elsewhere', key: 'k', artists: [], frameShortfall: 'x' });
    const analysis = analysisOf(['danbooru']);
    const { manifest, directory } = await report({
      store,
      state: await stateOf(store),
      analysis,
      shares: [],
      loops: [],
      traced: { from: 612, to: 645, cutoff: 624, leastUploads: 0, taggedWorks: { limit: 10, seed: 'a' } },
      outDir,
      runId: 'run',
      seed: 1,
      configHash: 'c',
      gitCommit: null,
      clock: { now: () => 0, sleepUntil: () => Promise.resolve() },
    });
    expect(manifest.samples).toMatchObject([{ site: 'danbooru', frameShortfall }]);
    const page = await readFile(join(directory, 'index.html'), 'utf8');
    const coverage = page.slice(page.indexOf('<h2>Coverage</h2>'), page.indexOf('<h2>Withdrawals</h2>'));
    expect(coverage).toContain(`Danbooru: the sampling frame is cut short: ${frameShortfall}.`);
    const table = await readFile(join(directory, 'tables', 'samples.csv'), 'utf8');
    expect(table.split('\r\n')).toEqual([
      'site,frame_size,sample_size,threshold,seed,frame_shortfall',
      `danbooru,1000,250,50,7,"${frameShortfall}"`,
      '',
    ]);
    const record = JSON.parse(await readFile(join(directory, 'provenance.json'), 'utf8')) as {
      queries: Record<string, { rows: number }>;
      tables: Record<string, { queries: string[] }>;
    };
    expect(record.tables.samples!.queries).toEqual(['samples']);
    expect(record.queries.samples!.rows).toBe(2);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
});
