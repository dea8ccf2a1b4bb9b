import { expect, test } from 'vitest';
import { hamedRao } from '../../src/analysis/methods/hamed-rao.ts';
import { interruptedSeries } from '../../src/analysis/methods/its.ts';
import { mannKendall } from '../../src/analysis/methods/mann-kendall.ts';
import { placeboEvents } from '../../src/analysis/methods/placebo-events.ts';
import { createRng, type Rng } from '../../src/core/rng.ts';

const MONTHS = Array.from({ length: 34 }, (_, i) => 612 + i);
const EVENT = { id: 'event', from: 612 + 18, to: 612 + 20 };

/** Months about 100, each with this share of the one before it, and a kink after the event. */
function autoregressive(rng: Rng, share: number, kink = 0): number[] {
  let noise = rng.normal() / Math.sqrt(1 - share * share);
  return MONTHS.map((month) => {
    const value = 100 + noise + kink * Math.max(0, month - EVENT.to);
    noise = share * noise + rng.normal();
    return value;
  });
}

const shareOf = (runs: number, holds: () => boolean) =>
  Array.from({ length: runs }, holds).filter(Boolean).length / runs;

// A share of 5 % among 600 runs has a standard error of 0.9 points, one of 10 % among 150 runs of 2.4.

test('Mann–Kendall keeps its level for independent months only, and Hamed–Rao mends part of it', () => {
  const rng = createRng('trend tests');
  const rejects = (test: (y: readonly number[]) => { readonly p: number | null }, share: number) =>
    shareOf(600, () => (test(autoregressive(rng, share)).p ?? 1) < 0.05);
  expect(rejects(mannKendall, 0)).toBeLessThan(0.08);
  expect(rejects(hamedRao, 0)).toBeLessThan(0.09);
  const plain = rejects(mannKendall, 0.6);
  const corrected = rejects(hamedRao, 0.6);
  expect(plain).toBeGreaterThan(0.2);
  expect(corrected).toBeLessThan(plain - 0.04);
});

test('an event that changed nothing is found too often by Newey–West errors, but not by its rank among placebos', () => {
  const rng = createRng('null events');
  const its = shareOf(300, () => {
    const { terms } = interruptedSeries({ months: MONTHS, values: autoregressive(rng, 0) }, { interventions: [EVENT] });
    return terms.find(({ name }) => name === 'slope:event')!.p! < 0.05;
  });
  expect(its).toBeGreaterThan(0.12);
  for (const share of [0, 0.5]) {
    const ranked = shareOf(150, () => placebo(autoregressive(rng, share), 't') <= 0.1);
    expect(ranked).toBeGreaterThan(0.02);
    expect(ranked).toBeLessThan(0.18);
  }
});

test('ranking t statistics finds a kink more often than ranking slopes', () => {
  const rng = createRng('kinks');
  const series = Array.from({ length: 100 }, () => autoregressive(rng, 0, -0.5));
  const found = (rankBy: 't' | 'estimate') => series.filter((y) => placebo(y, rankBy) <= 0.1).length / series.length;
  expect(found('t')).toBeGreaterThan(0.5);
  expect(found('t')).toBeGreaterThan(found('estimate') + 0.2);
});

function placebo(values: readonly number[], rankBy: 't' | 'estimate'): number {
  return placeboEvents({ months: MONTHS, values }, EVENT, { rankBy }).p!;
}
