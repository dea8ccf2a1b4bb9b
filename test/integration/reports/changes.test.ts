import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labelRegimeAt } from '../../../src/core/label-regimes.ts';
import { monthFromText, startOfMonth } from '../../../src/core/month.ts';
import type { Upload } from '../../../src/core/records.ts';
import { computeChanges } from '../../../src/jobs/changes.ts';
import { report } from '../../../src/jobs/report.ts';
import { computeShareEstimates, computeShares } from '../../../src/jobs/shares.ts';
import { Store } from '../../../src/store/store.ts';
import { analysisOf } from '../../support/analysis.ts';
import { stateOf } from '../../support/store-state.ts';
import { artist, step, upload } from '../store/records.ts';

const SITE = 'danbooru';
const WINDOW = { from: monthFromText('2021-01'), to: monthFromText('2023-10'), cutoff: monthFromText('2022-01') };

/** Six artists with five works a month; those with an odd number come in 2022, and paint robots. */
async function fill(store: Store): Promise<void> {
  for (let k = 0; k < 6; k++) {
    const uploads: Upload[] = [];
    for (let month = k % 2 === 0 ? WINDOW.from : WINDOW.cutoff; month <= WINDOW.to; month++) {
      for (let i = 0; i < 5; i++) {
        const publishedAt = startOfMonth(month) + i * 86_400_000;
        const labelRegime = labelRegimeAt(SITE, publishedAt);
        const label = labelRegime === 'none' ? 'unknown' : k === 1 ? 'yes' : 'no';
        const tags = [k % 2 === 0 ? 'castle' : 'robot', `mood-${i}`];
        uploads.push(
          upload(`a${k}`, `${k}-${month}-${i}`, publishedAt, {
            site: SITE,
            tags,
            label,
            labelRegime,
            labelSource: 'danbooru:tags',
          }),
        );
      }
    }
    await store.addArtists([artist(`a${k}`, { site: SITE })], 0);
    await store.saveStep(step(`a${k}`, uploads, { site: SITE }));
  }
}

test('a report shows corrected shares with what they rest on, and what changed in the uploads', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'tidemark-report-changes-'));
  try {
    await using store = await Store.open(':memory:');
    await fill(store);
    const config = { sensitivity: {}, scrapeWeights: {} };
    const { page, figures, directory } = await report({
      store,
      state: await stateOf(store),
      analysis: analysisOf([SITE]),
      shares: await computeShares({ store, ...WINDOW }),
      estimates: (await computeShareEstimates({ store, ...WINDOW, config, seed: 1, draws: 40 })).sites,
      changes: await computeChanges({ store, ...WINDOW, permutations: 99, seed: 1 }),
      loops: [],
      outDir,
      runId: 'run',
      seed: 1,
      configHash: 'c',
      gitCommit: null,
      clock: { now: () => 0, sleepUntil: () => Promise.resolve() },
    });
    expect(figures).toEqual(['totals', 'cohorts', 'placebo', 'cohorts-uploads', 'shares', 'changes']);
    const text = await readFile(page, 'utf8');
    expect(text).toContain('danbooru-tags: sensitivity unknown, taken as 1: the share is a lower bound');
    expect(text).toContain('What changed in the uploads');
    expect(text).toContain('data-spec="spec-changes"');
    const table = (name: string) => readFile(join(directory, 'tables', `${name}.csv`), 'utf8');
    expect((await table('share-estimates')).split('\r\n')).toHaveLength(1 + 3 * 34 + 1);
    expect(await table('tag-divergence')).toMatch(/danbooru,cohorts,0\.\d+,0\.\d+,0\.\d+,99,3,3,/);
    for (const name of ['tag-shifts', 'tag-diversity', 'marks']) expect(await table(name)).not.toMatch(/NaN|undefined/);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
});
