import { expect, test } from 'vitest';
import { vendiScore, vendiSeries } from '../../../../src/analysis/changes/vendi.ts';

test('equal works count as one, disjoint ones each', () => {
  expect(
    vendiScore([
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'b'],
    ]),
  ).toBeCloseTo(1, 10);
  expect(vendiScore([['a'], ['b'], ['c'], ['d']])).toBeCloseTo(4, 10);
  expect(vendiScore([['a'], ['a'], ['b'], ['b']])).toBeCloseTo(2, 10);
});

test('two works that share half of their tags: eigenvalues 3/4 and 1/4 by hand', () => {
  const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
  expect(
    vendiScore([
      ['a', 'b'],
      ['b', 'c'],
    ]),
  ).toBeCloseTo(Math.exp(entropy), 10);
});

test('no works, or a work without tags, are refused', () => {
  expect(() => vendiScore([])).toThrow(RangeError);
  expect(() => vendiScore([['a'], []])).toThrow(RangeError);
});

const month = (number: number, works: number) =>
  Array.from({ length: works }, (_, i) => ({ site: 's', month: number, tags: [`t${i}`] }));

test('every month is scored from as many works as the smallest tenth of them has, others have none', () => {
  const series = vendiSeries([...month(1, 30), ...month(2, 25), ...month(3, 40), ...month(4, 3)], { from: 1, to: 5 });
  expect(series.works).toBe(25);
  const scores = series.points.map(({ score }) => (score === null ? null : Math.round(score)));
  expect(scores).toEqual([25, 25, 25, null, null]);
  expect(series.reason).toBe('2 of 5 months have fewer than 25 works with tags');
});

test('without a month of 20 works there is no score, with the reason', () => {
  const series = vendiSeries(month(1, 19), { from: 1, to: 1 });
  expect(series).toEqual({
    works: null,
    points: [{ month: 1, score: null }],
    reason: 'no month has 20 works with tags',
  });
});
