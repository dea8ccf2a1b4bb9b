import { expect, test } from 'vitest';
import { monthFromText } from '../../../src/core/month.ts';
import type { Upload } from '../../../src/core/records.ts';
import { computeChanges } from '../../../src/jobs/changes.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';

const at = (text: string) => Date.parse(text);
const WINDOW = { from: monthFromText('2022-01'), to: monthFromText('2022-12'), cutoff: monthFromText('2022-07') };

const tagged = (artistId: string, id: string, day: string, tags: readonly string[], fields: Partial<Upload> = {}) =>
  upload(artistId, id, at(day), { tags, ...fields });

async function filled(): Promise<Store> {
  const store = await Store.open(':memory:');
  await store.addArtists([artist('old'), artist('new')], at('2024-01-01'));
  await store.startRun({
    runId: 'run-1',
    kind: 'crawl',
    site: 'artstation',
    origin: 'stand-in',
    parameters: {},
    startedAt: at('2024-01-15'),
  });
  await store.saveStep(
    step('old', [
      tagged('old', '0', '2019-01-01', ['castle']),
      tagged('old', '1', '2022-03-01', ['castle', 'castle', 'No-AI'], { optOut: true }),
      tagged('old', '2', '2022-08-01', ['castle', 'tower'], { optOut: false }),
      tagged('old', '3', '2022-08-02', [], { optOut: false }),
    ]),
  );
  await store.saveStep(
    step('new', [tagged('new', '4', '2022-08-03', ['robot']), tagged('new', '5', '2022-09-01', ['Glaze'])]),
  );
  return store;
}

test('tag use counts each tag of a work once, by artist and period, and knows first uploads outside the window', async () => {
  await using store = await filled();
  const [use] = await store.tagUse(WINDOW);
  expect(use!.tags).toEqual(['castle', 'Glaze', 'No-AI', 'robot', 'tower']);
  const entries = [...use!.artist].map((entry, i) => [
    use!.isSenior[entry] === 1 ? 'senior' : 'junior',
    use!.period[i] === 1 ? 'after' : 'before',
    use!.tags[use!.tag[i]!],
    use!.uses[i],
  ]);
  expect(entries).toEqual([
    ['junior', 'after', 'Glaze', 1],
    ['junior', 'after', 'robot', 1],
    ['senior', 'before', 'castle', 1],
    ['senior', 'before', 'No-AI', 1],
    ['senior', 'after', 'castle', 1],
    ['senior', 'after', 'tower', 1],
  ]);
});

test('frequencies say how many tags were used how often, by cohort and together', async () => {
  await using store = await filled();
  const rows = await store.tagFrequencies(WINDOW);
  const august = rows.filter(({ month }) => month === monthFromText('2022-08'));
  expect(august.map(({ group, uses, tags }) => [group, uses, tags])).toEqual([
    ['all', 1, 3],
    ['junior', 1, 1],
    ['senior', 1, 2],
  ]);
});

test('drawn works have tags, and the same seed draws the same', async () => {
  await using store = await filled();
  const drawn = await store.taggedWorks(WINDOW, 1, 'seed');
  expect(drawn.map(({ month }) => month)).toEqual(['2022-03', '2022-08', '2022-09'].map(monthFromText));
  expect(drawn[0]!.tags).toEqual(['No-AI', 'castle']);
  expect(await store.taggedWorks(WINDOW, 1, 'seed')).toEqual(drawn);
  expect(await store.taggedWorks(WINDOW, 9, 'seed')).toHaveLength(4);
});

test('marks are counted where they were looked for, by cohort and period', async () => {
  await using store = await filled();
  const rows = (await store.markSums(WINDOW)).map(({ mark, period, cohort, labelled, flagged }) => [
    `${mark} ${period} ${cohort}`,
    flagged,
    labelled,
  ]);
  expect(Object.fromEntries(rows.map(([name, ...counts]) => [name, counts]))).toEqual({
    'opt-out before senior': [1, 1],
    'opt-out after senior': [0, 2],
    'opt-out after junior': [0, 0],
    'protection before senior': [1, 1],
    'protection after senior': [0, 1],
    'protection after junior': [1, 2],
    'withdrawn before senior': [0, 0],
    'withdrawn after senior': [0, 0],
    'withdrawn after junior': [0, 0],
  });
});

test('a work that a later whole reading misses is withdrawn, and its time up is counted to half-way', async () => {
  await using store = await Store.open(':memory:');
  await store.addArtists([artist('a')], at('2023-01-01'));
  const run = { kind: 'crawl', site: 'artstation', origin: 'stand-in', parameters: {} } as const;
  await store.startRun({ ...run, runId: 'run-1', startedAt: at('2023-01-01') });
  await store.startRun({ ...run, runId: 'run-2', startedAt: at('2023-03-01') });
  const kept = tagged('a', '1', '2022-08-01', [], { label: 'no', labelRegime: 'x', labelSource: 'y' });
  const lost = tagged('a', '2', '2022-08-02', [], { label: 'yes', labelRegime: 'x', labelSource: 'y' });
  await store.saveStep(step('a', [kept, lost], { seenAt: at('2023-01-01') }));
  await store.saveStep(step('a', [kept], { runId: 'run-2', seenAt: at('2023-03-01') }));
  const withdrawn = (await store.markSums(WINDOW)).find(({ mark }) => mark === 'withdrawn');
  expect(withdrawn).toMatchObject({ cohort: 'junior', period: 'after', labelled: 2, flagged: 1 });
  const [generated, human] = await store.survival();
  const months = (days: number) => days / (365.2425 / 12);
  expect(generated).toMatchObject({ kind: 'generated', withdrawn: 1, firstSeenAt: at('2023-01-01') });
  expect(generated!.workMonths).toBeCloseTo(months(59 / 2), 6);
  expect(human).toMatchObject({ kind: 'human', withdrawn: 0 });
  expect(human!.workMonths).toBeCloseTo(months(59), 6);
});

test('an empty store has no changes to tell, a small one says why it has no figures', async () => {
  await using empty = await Store.open(':memory:');
  expect((await computeChanges({ store: empty, ...WINDOW, seed: 1 })).sites).toEqual([]);
  await using store = await filled();
  const [site] = (await computeChanges({ store, ...WINDOW, permutations: 19, seed: 1 })).sites;
  expect(site!.vendi.reason).toBe('no month has 20 works with tags');
  expect(JSON.stringify(site)).not.toMatch(/NaN|Infinity/);
});
