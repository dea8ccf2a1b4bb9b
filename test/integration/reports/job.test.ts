import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { report } from '../../../src/jobs/report.ts';
import { Store } from '../../../src/store/store.ts';
import { analysisOf } from '../../support/analysis.ts';

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
