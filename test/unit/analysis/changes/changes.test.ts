import { describe, expect, test } from 'vitest';
import { describeChanges } from '../../../../src/analysis/changes/changes.ts';
import type { MarkSums, TagUse } from '../../../../src/core/change-tables.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';

const FROM = monthFromText('2021-01');
const TO = monthFromText('2022-12');
const CUTOFF = monthFromText('2022-01');
const options = { from: FROM, to: TO, cutoff: CUTOFF, permutations: 99, rng: createRng('changes') };

interface Entry {
  readonly artist: number;
  readonly period: 0 | 1;
  readonly tag: number;
}

/** Artists with an even number are seniors. */
function useOf(artists: number, entries: readonly Entry[]): TagUse {
  const sorted = entries.toSorted((a, b) => a.artist - b.artist || a.period - b.period || a.tag - b.tag);
  return {
    site: 's',
    tags: ['castle', 'robot'],
    isSenior: Uint8Array.from({ length: artists }, (_, i) => (i % 2 === 0 ? 1 : 0)),
    artist: Uint32Array.from(sorted, ({ artist }) => artist),
    period: Uint8Array.from(sorted, ({ period }) => period),
    tag: Uint16Array.from(sorted, ({ tag }) => tag),
    uses: new Uint32Array(sorted.length).fill(4),
  };
}

const describeUse = (use: TagUse, marks: readonly MarkSums[] = []) =>
  describeChanges({ tagUse: [use], tagFrequencies: [], taggedWorks: [], marks }, options).sites[0]!;

/** Seniors draw castles, juniors robots; artist 0 changes over at the cutoff. */
const ENTRIES = Array.from({ length: 20 }, (_, artist): Entry[] => {
  const own = { artist, tag: artist % 2 };
  if (artist % 2 === 1) return [{ ...own, period: 1 }];
  return [
    { ...own, period: 0 },
    { ...own, period: 1, tag: artist === 0 ? 1 : 0 },
  ];
}).flat();

test('cohorts are compared from the cutoff on, and the tags that part them are named', () => {
  const [cohorts] = describeUse(useOf(20, ENTRIES)).divergences;
  expect(cohorts).toMatchObject({ compares: 'cohorts', artists: [10, 10], p: 0.01, reason: '' });
  expect(cohorts!.shifts.map(({ tag }) => tag).sort()).toEqual(['castle', 'robot']);
  expect(cohorts!.shifts.find(({ tag }) => tag === 'castle')).toMatchObject({ first: 0.9, second: 0 });
});

test('periods take all artists, those of one period too', () => {
  const [, periods] = describeUse(useOf(20, ENTRIES)).divergences;
  expect(periods).toMatchObject({ compares: 'periods', artists: [10, 20] });
  expect(periods!.shifts.find(({ tag }) => tag === 'robot')).toMatchObject({ first: 0, second: 11 / 20 });
});

const marks = (fields: Partial<MarkSums>): MarkSums => ({
  site: 's',
  cohort: 'senior',
  period: 'after',
  mark: 'opt-out',
  artists: 10,
  labelled: 100,
  flagged: 50,
  labelledSquared: 1000,
  labelledFlagged: 500,
  flaggedSquared: 500,
  ...fields,
});

test('marks of artists who mark all or nothing count as many works as artists', () => {
  const [rate] = describeUse(useOf(2, []), [marks({})]).marks;
  // 5 of 10 artists mark all of their 10 works; K/(K−1) leaves 9 effective works.
  expect(rate).toMatchObject({ share: 0.5, works: 100, marked: 50 });
  expect(rate!.high - rate!.low).toBeGreaterThan(0.5);
});

test('a mark nobody looked for has no share, one nobody set an upper bound by artists', () => {
  const none = marks({
    artists: 0,
    labelled: 0,
    flagged: 0,
    labelledSquared: 0,
    labelledFlagged: 0,
    flaggedSquared: 0,
  });
  const unset = marks({ flagged: 0, labelledFlagged: 0, flaggedSquared: 0 });
  const [unknown, zero] = describeUse(useOf(2, []), [none, unset]).marks;
  expect(unknown).toMatchObject({ share: null, low: 0, high: 1 });
  expect(zero!.share).toBe(0);
  expect(zero!.high).toBeCloseTo(0.2775, 3);
});

describe('degenerate data', () => {
  test.each([
    ['no tags', useOf(3, []), 'no tags of seniors and juniors are known'],
    ['one artist', useOf(1, [{ artist: 0, period: 1, tag: 0 }]), 'no tags of juniors are known'],
    [
      'one artist a side',
      useOf(2, [
        { artist: 0, period: 1, tag: 0 },
        { artist: 1, period: 1, tag: 1 },
      ]),
      'one artist a side cannot be told from chance',
    ],
    [
      'nothing after the cutoff',
      useOf(4, [{ artist: 0, period: 0, tag: 0 }]),
      'no tags of seniors and juniors are known',
    ],
  ])('%s: null with a reason, no NaN', (_, use, reason) => {
    const site = describeUse(use);
    expect(site.divergences[0]).toMatchObject({ p: null, reason });
    expect(JSON.stringify(site)).not.toMatch(/NaN|Infinity/);
  });

  test('nothing stored has no sites', () => {
    const empty = describeChanges({ tagUse: [], tagFrequencies: [], taggedWorks: [], marks: [] }, options);
    expect(empty.sites).toEqual([]);
  });
});
