import { expect, test } from 'vitest';
import { artefactWorlds } from '../../../../src/analysis/simulation/artefacts.ts';
import { summarize } from '../../../../src/analysis/simulation/summary.ts';
import { runTrial } from '../../../../src/analysis/simulation/trial.ts';
import { createRng } from '../../../../src/core/rng.ts';

test('trials are counted and averaged, and the same seed gives the same trial', () => {
  const [named] = artefactWorlds(3);
  const [first, second] = [1, 2].map((seed) => runTrial(named!, 20, createRng(seed))!);
  expect(runTrial(named!, 20, createRng(1))).toEqual(first);
  const summary = summarize('two', [first!, second!]);
  expect(summary.runs).toBe(2);
  expect(summary.artists.mean).toBe((first!.artists + second!.artists) / 2);
  expect(summary.slopes.senior.deviation).toBeCloseTo(
    Math.abs(first!.slopes.senior! - second!.slopes.senior!) / Math.SQRT2,
    10,
  );
  expect(summary.mannKendall.senior).toEqual({ count: 2, of: 2 });
  const { findings } = summary;
  expect(findings.mechanical + findings['beyond mechanical'] + findings.unclear).toBe(2);
});

test('no trials give no numbers', () => {
  const summary = summarize('none', []);
  expect(summary.slopes.all).toEqual({ mean: null, deviation: null });
  expect(summary.adjusted.senior.covers).toEqual({ count: 0, of: 0 });
});

test('a world in which nobody is seen gives no trial', () => {
  const [named] = artefactWorlds(1);
  const empty = { ...named!, world: { ...named!.world, entryPerMonth: 1e-9 } };
  expect(runTrial(empty, 5, createRng(1))).toBeNull();
});
