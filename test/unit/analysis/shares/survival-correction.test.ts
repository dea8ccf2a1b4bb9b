import { expect, test } from 'vitest';
import { correctSurvival } from '../../../../src/analysis/shares/survival-correction.ts';
import { startOfMonth } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import type { ShareDraws, SurvivalSums } from '../../../../src/core/shares.ts';

const draws: ShareDraws = {
  site: 'danbooru',
  assistedWeight: 0,
  months: [636, 648],
  uploads: Float64Array.of(100, 100),
  draws: 3,
  shares: new Float64Array(6).fill(0.2),
};
const firstSeenAt = (startOfMonth(648) + startOfMonth(649)) / 2;
const sums = (kind: SurvivalSums['kind'], withdrawn: number): SurvivalSums => ({
  site: 'danbooru',
  kind,
  withdrawn,
  workMonths: 1e6,
  firstSeenAt,
});

test('generated works that vanish faster are put back, by their odds', () => {
  const { draws: corrected } = correctSurvival(draws, [sums('generated', 30_000), sums('human', 10_000)], createRng(1));
  // Hazards 0.03 and 0.01 a month, known to 1 %: after 12 months the odds are too low by exp(0.24).
  const odds = 0.25 * Math.exp(0.02 * 12);
  expect(corrected.shares[0]).toBeCloseTo(odds / (1 + odds), 2);
});

test('works seen in the month they were published need no correction', () => {
  const { draws: corrected } = correctSurvival(draws, [sums('generated', 30_000), sums('human', 10_000)], createRng(1));
  expect(corrected.shares[1]).toBeCloseTo(0.2, 14);
});

test('shares of 0 and 1 stay', () => {
  const ends = { ...draws, shares: Float64Array.of(0, 1, 0, 1, 0, 1) };
  const { draws: corrected } = correctSurvival(ends, [sums('generated', 30_000), sums('human', 10)], createRng(1));
  expect([...corrected.shares]).toEqual([0, 1, 0, 1, 0, 1]);
});

test.each([
  [[], /not read twice/],
  [[sums('human', 5)], /not read twice/],
  [[{ ...sums('generated', 0), workMonths: 0 }, sums('human', 5)], /not read twice/],
  [[sums('generated', 0), sums('human', 0)], /none of the works read twice was withdrawn/],
])('without withdrawals of works read twice nothing is corrected, and it says so: %#', (given, why) => {
  const corrected = correctSurvival(draws, given, createRng(1));
  expect(corrected.draws).toBe(draws);
  expect(corrected.note).toMatch(why);
});
