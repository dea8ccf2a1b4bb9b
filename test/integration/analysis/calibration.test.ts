import { expect, test } from 'vitest';
import type { NamedWorld } from '../../../src/analysis/simulation/artefacts.ts';
import { summarize } from '../../../src/analysis/simulation/summary.ts';
import { runTrial } from '../../../src/analysis/simulation/trial.ts';
import { createRng } from '../../../src/core/rng.ts';
import { calibrationWorlds, gates } from '../../support/calibration.ts';

const RUNS = 6;
const DRAWS = 200;

function trials(named: NamedWorld) {
  return Array.from(
    { length: RUNS },
    (_, run) => runTrial(named, DRAWS, createRng('small').fork(named.name).fork(run))!,
  );
}

// The long version, with shares of 50 and 200 worlds, is `npm run calibrate`.
test('six worlds in which nobody changes are told from six in which seniors upload a fifth less', {
  timeout: 60_000,
}, () => {
  const { nobodyChanges, seniorsCut } = calibrationWorlds(40);
  const nothing = summarize(nobodyChanges.name, trials(nobodyChanges));
  const cut = summarize(seniorsCut.name, trials(seniorsCut));
  // Of 6 at a true rate of 0.95, fewer than 5 happen in 3 of 100 sets of seeds.
  expect(nothing.findings.mechanical).toBeGreaterThanOrEqual(5);
  expect(nothing.adjusted.senior.covers.count).toBeGreaterThanOrEqual(5);
  expect(cut.findings['beyond mechanical']).toBeGreaterThanOrEqual(5);
  expect(cut.adjusted.senior.isBelow.count).toBeGreaterThanOrEqual(5);
  // The split alone makes seniors fall 12 / 24 of their number a year.
  expect(Math.abs(nothing.slopes.senior.mean! + 50)).toBeLessThan(4);
  const [, found] = gates(nothing, cut, nothing);
  expect(found).toMatchObject({ isMet: true });
});
