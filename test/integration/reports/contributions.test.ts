import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/jobs/analyze.ts';
import { Store } from '../../../src/store/store.ts';

/** From the note that comes with the data: seniors, juniors, all; OLS slope in % of the mean a year over 22 months. */
const EXPECTED = {
  '2018-01': [-33.6, 25.3, 3.0],
  '2019-01': [-46.5, 5.6, -15.9],
  '2020-01': [-39.6, 26.8, -0.2],
  '2021-01': [-27.4, 33.4, 10.4],
} as const;

const DATA = process.env.TIDEMARK_TEST_DATA;

describe.skipIf(!DATA)('on 347,377 real works that no image generator touched (needs TIDEMARK_TEST_DATA)', () => {
  test('slopes at four cutoffs agree with the note of the data, and seniors fall and juniors rise at each', async () => {
    await using store = await Store.open(':memory:');
    await store.importTable({
      file: join(DATA!, 'contributions', 'contributions.csv.gz'),
      mapping: {
        site: { column: 'project' },
        artist: 'contributor',
        uploadId: 'work',
        publishedAt: 'date',
      },
      runId: 'import',
      seenAt: Date.UTC(2026, 10, 1),
    });
    const analysis = await analyze({
      store,
      from: '2020-01',
      to: '2022-10',
      cutoff: '2021-01',
      placeboCutoffs: ['2018-01', '2019-01', '2020-01'],
      draws: 50,
    });
    expect(analysis.isPooled).toBe(true);
    expect(analysis.sites).toHaveLength(23);
    expect(analysis.sites.reduce((sum, { artists }) => sum + artists, 0)).toBe(39_214);
    const [figure] = analysis.cohorts;
    for (const [cutoff, [senior, junior, all]] of Object.entries(EXPECTED)) {
      const slope = (group: string) =>
        figure!.artists.slopes.find((row) => row.cutoff === cutoff && row.group === group)!.percentPerYear!;
      // The note gives one decimal.
      expect(Math.abs(slope('senior') - senior)).toBeLessThanOrEqual(0.1);
      expect(Math.abs(slope('junior') - junior)).toBeLessThanOrEqual(0.1);
      expect(Math.abs(slope('all') - all)).toBeLessThanOrEqual(0.1);
    }
    expect(figure!.artists.verdict.isSameDirection).toBe(true);
  });
});
