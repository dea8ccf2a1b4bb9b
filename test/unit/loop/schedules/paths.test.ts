import { expect, test } from 'vitest';
import { UsageError } from '../../../../src/core/errors.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { drawnSchedules, quantilePaths } from '../../../../src/loop/schedules/paths.ts';
import { drawsOf } from './share-draws.ts';

const window = { from: monthFromText('2023-01'), to: monthFromText('2023-02'), monthsPerGeneration: 1 };

test('every draw is a schedule of its own', () => {
  const draws = drawsOf(
    '2022-12',
    [1, 100, 300],
    [
      [0.9, 0.1, 0.2],
      [0.9, 0.3, 0.4],
    ],
  );
  const schedules = drawnSchedules(draws, window);
  expect(schedules.map(({ flows }) => flows.map((flow) => flow.generated))).toEqual([
    [10, 60],
    [30, 120],
  ]);
  expect(schedules[1]!.months).toEqual([
    { month: window.from, uploads: 100, share: 0.3 },
    { month: window.to, uploads: 300, share: 0.4 },
  ]);
});

test('paths are ranked by all works generated, not month by month', () => {
  // Totals 100·s₁ + 300·s₂: 100, 90, 120. Month-wise medians would be (.2, .3).
  const rows = [
    [0.1, 0.3],
    [0.9, 0],
    [0, 0.4],
  ];
  const [low, middle, high] = quantilePaths(drawnSchedules(drawsOf('2023-01', [100, 300], rows), window));
  expect([low!.draw, middle!.draw, high!.draw]).toEqual([1, 0, 2]);
  expect(middle!.flows.map((flow) => flow.share)).toEqual([0.1, 0.3]);
});

test('of 200 draws the paths are the 10th, 100th and 190th', () => {
  const rows = Array.from({ length: 200 }, (_, draw) => [((draw * 77) % 200) / 200, 0]);
  const paths = quantilePaths(drawnSchedules(drawsOf('2023-01', [100, 100], rows), window));
  expect(paths.map(({ flows }) => Math.round(flows[0]!.share * 200))).toEqual([9, 99, 189]);
  expect(paths.map(({ level }) => level)).toEqual([0.05, 0.5, 0.95]);
});

test('what a loop sees of a month can be less than what was uploaded', () => {
  const [schedule] = drawnSchedules(drawsOf('2023-01', [100, 100], [[0.5, 0.5]]), window, (months) =>
    months.map((month) => ({ ...month, share: 0 })),
  );
  expect(schedule!.flows.map((flow) => flow.generated)).toEqual([0, 0]);
  expect(schedule!.months.map((month) => month.share)).toEqual([0.5, 0.5]);
});

test('months without draws are refused', () => {
  const short = drawsOf('2023-02', [100], [[0.1]]);
  expect(() => drawnSchedules(short, window)).toThrow(UsageError);
  expect(() => drawnSchedules(short, window)).toThrow(/site-a from 2023-01 to 2023-02, there are 2023-02 to 2023-02/);
});
test.each([[[-0.1]], [[1.1]], [[Number.NaN]]])('levels %j are refused', (levels) => {
  const schedules = drawnSchedules(drawsOf('2023-01', [100, 100], [[0.5, 0.5]]), window);
  expect(() => quantilePaths(schedules, levels)).toThrow(RangeError);
});
