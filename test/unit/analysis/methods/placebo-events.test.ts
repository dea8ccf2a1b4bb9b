import { expect, test } from 'vitest';
import { placeboEvents } from '../../../../src/analysis/methods/placebo-events.ts';
import { createRng } from '../../../../src/core/rng.ts';

const FROM = 612;
const MONTHS = Array.from({ length: 34 }, (_, i) => FROM + i);
/** Even in (−0.5, 0.5), the same in every run. */
const rng = createRng(7);
const WOBBLE = Array.from({ length: 200 }, () => rng.uniform() - 0.5);
const wobble = (i: number) => WOBBLE[i]!;
const at = (i: number, onset = 1) => ({ id: 'event', from: FROM + i, to: FROM + i + onset - 1 });
const series = (value: (i: number) => number) => ({ months: MONTHS, values: MONTHS.map((_, i) => value(i)) });

test('of 34 months 22 are eligible, so that no p falls below 1/22', () => {
  const { placebos, leastP } = placeboEvents(series(wobble), at(19));
  expect(placebos.map(({ month }) => month - FROM)).toEqual(
    Array.from({ length: 22 }, (_, i) => i + 6).filter((i) => i !== 19),
  );
  expect(leastP).toBeCloseTo(1 / 22, 12);
});

test('a kink at the event ranks above those put elsewhere', () => {
  const kinked = series((i) => 100 + i + (i >= 17 ? -5 * (i - 17) : 0) + wobble(i) / 10);
  const { rank, p, event } = placeboEvents(kinked, at(17), { harmonics: 0 });
  expect(rank).toBe(1);
  expect(p).toBeCloseTo(1 / 22, 12);
  expect(event!.effect).toBeCloseTo(-5, 0);
});

test('without an event the rank is that of any month', () => {
  const calm = series(wobble);
  const ranks = Array.from({ length: 22 }, (_, i) => placeboEvents(calm, at(i + 6), { harmonics: 0 }).rank!);
  expect(ranks.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
});

test('a straight line has no errors to rank by', () => {
  expect(
    placeboEvents(
      series((i) => 0.1 * i + 0.3),
      at(15),
    ),
  ).toMatchObject({ p: null, reason: 'exact-fit' });
  expect(
    placeboEvents(
      series(() => 7),
      at(15),
    ),
  ).toMatchObject({ p: null, reason: 'constant' });
  for (const harmonics of [0, 2]) {
    const counts = placeboEvents(
      series(() => 7),
      at(15),
      { link: 'log', harmonics },
    );
    expect(counts).toMatchObject({ p: null, reason: 'exact-fit' });
  }
});

test('what is ranked may be the coefficient itself, and the level', () => {
  const { event } = placeboEvents(series(wobble), at(15), { rankBy: 'estimate', change: 'level' });
  expect(event!.statistic).toBe(event!.effect);
});

test('a block is moved as a whole', () => {
  const { placebos } = placeboEvents(series(wobble), at(18, 3));
  expect([placebos[0]!.month - FROM, placebos.at(-1)!.month - FROM, placebos.length]).toEqual([6, 25, 19]);
});

test('an event near an end has an effect but no rank', () => {
  const near = placeboEvents(series(wobble), at(3), { harmonics: 0 });
  expect(near).toMatchObject({ rank: null, p: null, reason: 'near-the-end' });
  expect(near.event!.month).toBe(FROM + 3);
  expect(placeboEvents(series(wobble), at(99))).toMatchObject({ event: null, reason: 'collinear' });
});
