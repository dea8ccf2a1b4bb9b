import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { fanChart, forecastDraws } from '../../../../src/loop/schedules/forecast.ts';
import { drawsOf } from './share-draws.ts';

const logistic = (logit: number) => 1 / (1 + Math.exp(-logit));

/** Logits rise by 0.5 a month from −3: without scatter both models go straight on. */
const straight = Array.from({ length: 6 }, (_, index) => logistic(-3 + 0.5 * index));

describe.each(['local-trend', 'logistic'] as const)('the %s model', (model) => {
  const forecast = { model, trendMonths: 6, uploads: [100, 200] };

  test('goes on along a straight line of logits', () => {
    const extended = forecastDraws(drawsOf('2023-01', Array(6).fill(50), [straight]), forecast, createRng(1));
    expect(extended.months).toHaveLength(8);
    expect([...extended.uploads]).toEqual([50, 50, 50, 50, 50, 50, 100, 200]);
    expect([...extended.shares.subarray(0, 6)]).toEqual(straight);
    expect(extended.shares[6]).toBeCloseTo(logistic(0), 12);
    expect(extended.shares[7]).toBeCloseTo(logistic(0.5), 12);
  });

  test('keeps every share inside (0, 1), from shares of 0 too', () => {
    const rows = [
      [0, 0, 0.01, 0, 0.2, 0.1],
      [1, 1, 0.9, 1, 1, 1],
    ];
    const { shares } = forecastDraws(drawsOf('2023-01', Array(6).fill(50), rows), forecast, createRng(1));
    for (const share of shares) expect(share >= 0 && share <= 1).toBe(true);
  });

  test('is the same under the same seed', () => {
    const draws = drawsOf('2023-01', Array(6).fill(50), [[0.1, 0.2, 0.1, 0.3, 0.2, 0.4]]);
    const once = forecastDraws(draws, forecast, createRng(1));
    expect(forecastDraws(draws, forecast, createRng(1))).toEqual(once);
    expect(forecastDraws(draws, forecast, createRng(2)).shares).not.toEqual(once.shares);
  });
});

test('a local trend has the variance of its drift and of h steps: 4,000 draws, four standard errors', () => {
  // Changes of the logit +1, −1, +1, −1: mean 0, variance 4/3. After 3 months: 9 · (4/3)/4 + 3 · 4/3 = 7.
  const row = [0, 1, 0, 1, 0].map(logistic);
  const draws = drawsOf('2023-01', Array(5).fill(1), Array(4000).fill(row));
  const extended = forecastDraws(draws, { model: 'local-trend', trendMonths: 5, uploads: [1, 1, 1] }, createRng(3));
  const logits = Array.from({ length: 4000 }, (_, draw) => {
    const share = extended.shares[draw * 8 + 7]!;
    return Math.log(share / (1 - share));
  });
  const variance = logits.reduce((sum, value) => sum + value ** 2, 0) / 4000;
  expect(Math.abs(variance - 7)).toBeLessThan(4 * 7 * Math.sqrt(2 / 4000));
});

test('a fan has quantiles of each month, type 7', () => {
  const draws = drawsOf(
    '2023-01',
    [10, 10],
    [
      [0.3, 0.1],
      [0.1, 0.2],
      [0.2, 0.3],
    ],
  );
  const fan = fanChart(draws, [0, 0.5, 0.75]);
  expect(fan.map(({ quantiles }) => quantiles.map((value) => value.toFixed(3)))).toEqual([
    ['0.100', '0.200', '0.250'],
    ['0.100', '0.200', '0.250'],
  ]);
});

test.each([
  ['fewer months than the trend needs', { trendMonths: 7, uploads: [1] }],
  ['a trend of two months', { trendMonths: 2, uploads: [1] }],
  ['no month to come', { trendMonths: 6, uploads: [] }],
  ['a month without uploads', { trendMonths: 6, uploads: [10, 0] }],
])('%s is refused', (_, keys) => {
  const draws = drawsOf('2023-01', Array(6).fill(50), [straight]);
  expect(() => forecastDraws(draws, { model: 'logistic', ...keys }, createRng(1))).toThrow(RangeError);
});
