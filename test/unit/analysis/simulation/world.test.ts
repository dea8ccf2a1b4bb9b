import { expect, test } from 'vitest';
import { drawCareer } from '../../../../src/analysis/simulation/careers.ts';
import { simulate, type World } from '../../../../src/analysis/simulation/world.ts';
import { monthFromText, startOfMonth } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';

const WORLD: World = {
  careers: { kind: 'exponential', mean: 24 },
  entryPerMonth: 10,
  rate: 0.5,
  months: 120,
  to: monthFromText('2023-10'),
};

test('the same seed gives the same world, another seed another', () => {
  expect(simulate(WORLD, createRng(1))).toEqual(simulate(WORLD, createRng(1)));
  expect(simulate(WORLD, createRng(2))).not.toEqual(simulate(WORLD, createRng(1)));
});

test('rows are sorted by artist, then month, and first uploads agree with them', () => {
  const { artist, month, firstUploadAt } = simulate(WORLD, createRng(3));
  for (let row = 1; row < artist.length; row++) {
    const isSame = artist[row] === artist[row - 1];
    expect(isSame ? month[row]! > month[row - 1]! : artist[row] === artist[row - 1]! + 1).toBe(true);
  }
  expect(firstUploadAt[0]).toBe(startOfMonth(month[0]!));
});

test('careers have the means of their distributions', () => {
  const mean = (careers: World['careers']) => {
    const rng = createRng('careers');
    let sum = 0;
    for (let i = 0; i < 40_000; i++) sum += drawCareer(careers, rng);
    return sum / 40_000;
  };
  // Exponential: mean and deviation 24. Weibull(0.6, 36): mean 36·Γ(1 + 1/0.6) = 54.2, deviation 95; four standard errors.
  expect(Math.abs(mean({ kind: 'exponential', mean: 24 }) - 24)).toBeLessThan(0.5);
  expect(Math.abs(mean({ kind: 'weibull', shape: 0.6, scale: 36 }) - 54.2)).toBeLessThan(1.9);
  expect(drawCareer({ kind: 'endless' }, createRng(1))).toBe(Number.POSITIVE_INFINITY);
});

test('a planted cut lowers the activity of seniors from its month on and nobody else', () => {
  const cut = { cutoff: monthFromText('2022-01'), from: monthFromText('2022-08'), share: 0.2 };
  const world: World = { ...WORLD, careers: { kind: 'endless' }, entryPerMonth: 60, cut };
  const { artist, month, firstUploadAt } = simulate(world, createRng(5));
  const active = { seniorBefore: 0, seniorAfter: 0, juniorAfter: 0 };
  for (let row = 0; row < artist.length; row++) {
    const isSenior = firstUploadAt[artist[row]!]! < startOfMonth(cut.cutoff);
    if (month[row] === cut.from - 1 && isSenior) active.seniorBefore++;
    if (month[row] === cut.from && isSenior) active.seniorAfter++;
    if (month[row] === cut.from && !isSenior) active.juniorAfter++;
  }
  // Some 5,900 seniors active with chance 0.5, then 0.4; 480 junior entrants with 0.5. Noise of 1.4 % and 9 %.
  expect(Math.abs(active.seniorAfter / active.seniorBefore - 0.8)).toBeLessThan(0.06);
  expect(active.juniorAfter).toBeGreaterThan(200);
});

test('a sample has the size asked for and only artists with enough uploads when the world ends', () => {
  const { artistSite, artist, uploads } = simulate({ ...WORLD, sample: { size: 100, leastUploads: 12 } }, createRng(6));
  expect(artistSite).toHaveLength(100);
  const totals = new Float64Array(100);
  for (let row = 0; row < artist.length; row++) totals[artist[row]!]! += uploads[row]!;
  expect(Math.min(...totals)).toBeGreaterThanOrEqual(12);
});
