import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { labelRegimeAt } from '../../../src/core/label-regimes.ts';
import { monthFromText, startOfMonth } from '../../../src/core/month.ts';
import { silentProgress } from '../../../src/core/progress.ts';
import type { Artist, Label, Upload } from '../../../src/core/records.ts';
import { loopInputs } from '../../../src/jobs/loop-inputs.ts';
import { type LoopSummary, prepareLoop, runLoop } from '../../../src/jobs/loop-run.ts';
import { computeShares } from '../../../src/jobs/shares.ts';
import { Store } from '../../../src/store/store.ts';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tidemark-loop-jobs-'));
  store = await Store.open(join(dataDir, 'tidemark.duckdb'));
  await fill(store);
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const artistOf = (site: string): Artist => ({
  site,
  artistId: '1',
  name: 'ann',
  followers: null,
  followersKind: null,
  worksClaimed: null,
});

/** Ten works a month from July 2022 to June 2023; from October on, 2 of the 10 on Danbooru are generated and 1 is assisted. */
async function fill(into: Store): Promise<void> {
  for (const site of ['danbooru', 'artstation']) {
    const uploads: Upload[] = [];
    for (let month = monthFromText('2022-07'); month <= monthFromText('2023-06'); month++) {
      for (let k = 0; k < 10; k++) uploads.push(uploadOf(site, month, k));
    }
    const artist = artistOf(site);
    await into.saveImport({ runId: 'r', artists: [artist], uploads, state: 'complete', reason: null, seenAt: 1 });
  }
}

function uploadOf(site: string, month: number, k: number): Upload {
  const publishedAt = startOfMonth(month) + k * 86_400_000;
  const labelRegime = labelRegimeAt(site, publishedAt);
  const labelled: Label = k < 2 ? 'yes' : k === 2 ? 'assisted' : 'no';
  return {
    site,
    uploadId: `${month}-${k}`,
    artistId: '1',
    artistRank: 0,
    publishedAt,
    publishedRaw: '',
    publishedField: 'created_at',
    title: '',
    kind: '',
    url: '',
    tags: [],
    label: site === 'danbooru' && labelRegime !== 'none' ? labelled : 'unknown',
    labelSource: '',
    labelRegime,
    optOut: null,
    uploaderId: null,
  };
}

const PLAN = `kind = "theory"
model = "gaussian"
policy = "fresh"
samples = 50
replications = 200
[schedule.shares]
site = "all"
mapping = "M1"
months_per_generation = 5
from = "2022-07"
to = "2023-06"
`;

async function run(): Promise<LoopSummary> {
  const prepared = await prepareLoop({
    inputs: await loopInputs(store),
    plan: { text: PLAN, name: 'plan.toml' },
    dataDir,
    gitCommit: 'abc',
    freeBytes: 1e9,
    clock: systemClock,
  });
  const { signal } = new AbortController();
  return runLoop(prepared, { store, clock: systemClock, progress: silentProgress, signal });
}

test('shares are stored as they are returned: null before the regime, 2 of 10 after', async () => {
  const rows = await computeShares({ store, from: monthFromText('2022-09'), to: monthFromText('2022-10') });
  expect(await store.shares()).toEqual([...rows].sort((a, b) => (a.site < b.site ? -1 : 1)));
  expect(rows.filter((row) => row.site === 'danbooru')).toMatchObject([
    { labelRegime: 'none', uploads: 10, labelled: 0, share: null, low: 0, high: 1 },
    { labelRegime: 'danbooru-tags', uploads: 10, labelled: 10, yes: 2, assisted: 1, share: 0.2 },
  ]);
});

test('a loop runs on the stored labels and says what it took for granted', async () => {
  const summary = await run();
  expect(summary.manifest.flows.map((flow) => flow.share)).toEqual([0.16, 0.2]);
  expect(summary.manifest.assumptions).toEqual([
    'artstation: no known share between 2022-07 and 2023-06: left out with its 120 uploads.',
    expect.stringMatching(/^danbooru: known shares rest on danbooru-tags: the community tags/),
    'danbooru: 1 month (2022-07) without a known share before August 2022: taken as share 0.',
    "danbooru: 2 months (2022-08 to 2022-09) without a known share from August 2022 on: taken as the site's first known share, 0.2000 of 2022-10.",
    'danbooru: 7 works labelled assisted: taken as not generated.',
    '12 months make 2 generations of 5; the last 2 months (2023-05 to 2023-06) drive no generation.',
  ]);
  expect(summary.scores.filter(({ holds }) => !holds)).toEqual([]);
});

test('a loop run twice is the same run with the same figures', async () => {
  const first = await run();
  const second = await run();
  expect(second).toEqual({ ...first, alreadyComplete: true });
});
