import { expect, test } from 'vitest';
import { changePoints, noiseSigma, optimalPartition } from '../../../../src/analysis/methods/change-points.ts';
import { createRng } from '../../../../src/core/rng.ts';

/** Even in (−0.5, 0.5), the same in every run. */
const rng = createRng(7);
const WOBBLE = Array.from({ length: 200 }, () => rng.uniform() - 0.5);
const wobble = (i: number) => WOBBLE[i]!;
const series = (n: number, value: (i: number) => number) => Array.from({ length: n }, (_, i) => value(i));

test('a step stands at every penalty, at the first month of the new level', () => {
  const { series: found } = changePoints(series(34, (i) => (i < 20 ? 10 : 4) + wobble(i)));
  expect(found.partitions.map(({ changePoints: at }) => at)).toEqual([[20], [20], [20]]);
  const [one, two, four] = found.partitions;
  expect(two!.penalty / one!.penalty).toBeCloseTo(2, 12);
  expect(four!.penalty / one!.penalty).toBeCloseTo(4, 12);
});

test('a trend makes false change points, which the residuals do not have', () => {
  const { series: raw, residuals } = changePoints(series(34, (i) => 3 * i + wobble(i)));
  expect(raw.partitions[0]!.changePoints.length).toBeGreaterThan(3);
  expect(residuals.partitions[0]!.changePoints).toEqual([]);
});

test('no level is shorter than it may be', () => {
  const spike = [0, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0];
  expect(optimalPartition(spike, 1, 1).changePoints).toEqual([5, 6]);
  for (const least of [2, 3, 4]) {
    const ends = [0, ...optimalPartition(spike, 1, least).changePoints, spike.length];
    expect(Math.min(...ends.slice(1).map((end, i) => end - ends[i]!))).toBeGreaterThanOrEqual(least);
  }
});

test('the noise is judged by changes, so that steps hardly raise it', () => {
  const calm = series(200, wobble);
  const stepped = calm.map((value, i) => value + (i < 100 ? 0 : 1000));
  expect(noiseSigma(stepped)).toBeCloseTo(noiseSigma(calm), 1);
});

test('a constant series has no change points', () => {
  expect(changePoints(series(20, () => 7)).series).toMatchObject({ sigma: 0, reason: null });
  expect(changePoints(series(20, () => 7)).series.partitions.flatMap((found) => found.changePoints)).toEqual([]);
});

test('wrong arguments are refused', () => {
  expect(() => optimalPartition([1, 2, 3], -1)).toThrow(RangeError);
  expect(() => optimalPartition([1, 2, 3], 1, 0)).toThrow(RangeError);
});
