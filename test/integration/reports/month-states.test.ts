import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { analyze } from '../../../src/jobs/analyze.ts';
import { reportTables } from '../../../src/reports/tables.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from '../store/records.ts';
import { temporaryFolder } from '../store/temporary.ts';

const at = (text: string) => Date.parse(text);
const SEEN_AT = at('2022-05-10T00:00:00Z');
const WINDOW = { from: '2022-01', to: '2022-06', cutoff: '2022-02', placeboCutoffs: [], draws: 20 };

/** Two artists read in May 2022; the second one's history ends as `state` says. */
async function storeWith(state: 'complete' | 'partial'): Promise<Store> {
  const store = await Store.open(':memory:');
  await store.addArtists([artist('a'), artist('b')], SEEN_AT);
  const works = (id: string, months: readonly string[]) =>
    months.map((month) => upload(id, `${id}-${month}`, at(`${month}-05T00:00:00Z`)));
  await store.saveStep(step('a', works('a', ['2022-01', '2022-02', '2022-04', '2022-05']), { seenAt: SEEN_AT }));
  const reason = state === 'partial' ? 'cut' : null;
  await store.saveStep(step('b', works('b', ['2022-02', '2022-04']), { state, reason, seenAt: SEEN_AT }));
  return store;
}

async function seriesStates(store: Store): Promise<Map<string, unknown>> {
  const tables = reportTables(await analyze({ store, ...WINDOW }), [], [], []);
  const { columns, rows } = tables.find(({ name }) => name === 'series')!;
  const all = rows.filter((row) => row[1] === 'uploads' && row[2] === 'all');
  return new Map(all.map((row) => [String(row[3]), row[columns.indexOf('state')]]));
}

/** Months of the export, true where any artist's count is a lower bound. */
async function exportedBounds(store: Store): Promise<Map<string, boolean>> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'months.arrow');
  await store.exportTable('months', 'arrow', file);
  const bounds = new Map<string, boolean>();
  for (const { month, is_lower_bound: isBound } of tableFromIPC(readFileSync(file)).toArray()) {
    bounds.set(month, bounds.get(month) === true || isBound);
  }
  return bounds;
}

test('whole histories make complete months, up to the month in which they were read', async () => {
  await using store = await storeWith('complete');
  const states = await seriesStates(store);
  expect([...states.values()]).toEqual([...Array(4).fill('complete'), 'censored', 'censored']);
});

test('one partial history makes every month a lower bound, those without its uploads too', async () => {
  await using store = await storeWith('partial');
  const states = await seriesStates(store);
  expect([...states.values()]).toEqual([...Array(4).fill('lower bound'), 'censored', 'censored']);
});

test.each(['complete', 'partial'] as const)(
  'no month is called complete that the export calls a lower bound (%s)',
  async (state) => {
    await using store = await storeWith(state);
    const states = await seriesStates(store);
    const bounds = await exportedBounds(store);
    expect(bounds.size).toBe(4);
    for (const [month, isBound] of bounds) if (isBound) expect(states.get(month), month).not.toBe('complete');
    expect([...bounds.values()]).toContain(true);
  },
);
