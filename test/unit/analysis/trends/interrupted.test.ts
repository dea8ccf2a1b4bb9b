import { expect, test } from 'vitest';
import { analyzeActivity } from '../../../../src/analysis/analysis.ts';
import { type Month, monthFromText, textFromMonth } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import type { InterruptedTable } from '../../../../src/core/trend-analysis-tables.ts';
import { activityOf, type TestArtist } from '../../../support/activity.ts';

const FROM = monthFromText('2021-01');
const TO = monthFromText('2023-10');
const ONSET = monthFromText('2022-07');

function tableOf(uploadsIn: (month: Month, i: number) => number, window = { from: FROM, to: TO }): InterruptedTable {
  const months = Array.from({ length: TO - FROM + 1 }, (_, i) => [textFromMonth(FROM + i), uploadsIn(FROM + i, i)]);
  const artists: TestArtist[] = [{ uploads: Object.fromEntries(months.filter(([, uploads]) => uploads !== 0)) }];
  const options = { ...window, cutoff: window.from, placeboCutoffs: [], draws: 5, rng: createRng(1), withTrends: true };
  return analyzeActivity(activityOf(artists), options).trends!.interrupted[0]!;
}

const NOISE = [3, -2, 5, 0, -4, 2, -1, 4, -3, 1, -5];

test('a fall at the releases of 2022 is found there, and the line without it stays above', () => {
  const table = tableOf((month, i) => (month > ONSET ? 50 : 100) + NOISE[i % 11]!);
  expect(table.blocks.map(({ id }) => id)).toEqual(['generative', 'platform']);
  expect(table.without).toEqual(['generative', 'platform']);
  const level = table.terms.find(({ term }) => term === 'level:generative')!;
  expect(Math.exp(level.estimate!)).toBeCloseTo(0.5, 0);
  expect(level.high).toBeLessThan(0);
  const last = table.points.at(-1)!;
  expect(last.fitted).toBeGreaterThan(40);
  expect(last.fitted).toBeLessThan(60);
  expect(last.counterfactual).toBeGreaterThan(75);
  const ranked = table.placebos.find(({ block, change }) => block === 'generative' && change === 'level')!;
  expect(ranked.effect).toBeCloseTo(level.estimate!, 6);
  expect(ranked.p).toBeGreaterThanOrEqual(ranked.leastP!);
  expect(ranked.leastP).toBe(1 / (ranked.placebos.length + 1));
});

test('before the events the model and its counterfactual agree', () => {
  const { points } = tableOf((_, i) => 80 + NOISE[i % 11]!);
  for (const { month, fitted, counterfactual } of points) {
    if (month < '2022-07') expect(counterfactual).toBeCloseTo(fitted!, 9);
  }
});

test('a window that no block of events lies in has a model and no counterfactual', () => {
  const table = tableOf((_, i) => 80 + NOISE[i % 11]!, { from: FROM, to: FROM + 16 });
  expect(table).toMatchObject({ blocks: [], without: [], placebos: [], reason: null });
  expect(table.points.every(({ fitted, counterfactual }) => fitted !== null && counterfactual === null)).toBe(true);
});

test('without uploads the fit has a reason in words and no number', () => {
  const table = tableOf((_, i) => (i === 0 ? 1 : 0), { from: FROM, to: FROM + 3 });
  expect(table).toMatchObject({ reason: 'there are too few months', terms: [], lags: null });
  expect(table.points.map(({ fitted }) => fitted)).toEqual([null, null, null, null]);
});
