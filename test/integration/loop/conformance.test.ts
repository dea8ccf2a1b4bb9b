import { describe, expect, test } from 'vitest';
import { growingAdditions, type TrainingSet, trainingSets } from '../../../src/loop/policies.ts';
import { categoricalModel } from '../../../src/loop/theory/categorical.ts';
import { gaussianModel } from '../../../src/loop/theory/gaussian.ts';
import { regressionModel } from '../../../src/loop/theory/regression.ts';
import {
  bookkeepingChecks,
  deviations,
  ENGINE,
  type Engine,
  measuredChecks,
  predictedChecks,
} from '../../support/conformance.ts';

test('20,000 replications of every loop agree with its closed form within 4 standard errors', () => {
  expect(deviations(measuredChecks(ENGINE))).toEqual([]);
});

test('drawing every point agrees with the closed forms as drawing moments does', () => {
  const points: Engine = {
    ...ENGINE,
    gaussian: (options) => gaussianModel({ ...options, draw: 'points' }),
    regression: (options) => regressionModel({ ...options, draw: 'points' }),
  };
  expect(deviations(measuredChecks(points, 200))).toEqual([]);
});

test('predictions have the ten digits of the closed forms', () => {
  expect(deviations(predictedChecks(ENGINE))).toEqual([]);
});

test('sets have the sizes, real shares and origins that alpha says', () => {
  const checks = bookkeepingChecks(ENGINE);
  expect(checks).toHaveLength(3 * (8 + 6));
  expect(deviations(checks)).toEqual([]);
});

describe('a planted fault is found out', () => {
  /** Runs the loops with these words in their names, all of which must miss their closed forms. */
  function expectFaults(loops: readonly string[], fault: Partial<Engine>, replications = 1500): void {
    const checks = measuredChecks({ ...ENGINE, ...fault }, replications, new RegExp(loops.join('|')));
    const missed = deviations(checks).join('\n');
    for (const loop of loops) expect(missed).toContain(loop);
  }
  const changed =
    (change: (set: TrainingSet) => TrainingSet): Engine['trainingSets'] =>
    (...args) =>
      trainingSets(...args).map(change);

  test('the divisor of the variance is the other one', () => {
    expectFaults(['T1', 'T2', 'T3', 'T4', 'T5'], {
      gaussian: (options) => gaussianModel({ ...options, ddof: options.ddof === 0 ? 1 : 0 }),
    });
  });

  test('a design is used again where a new one is due, and the other way round', () => {
    const swapped = { fresh: 'shared', shared: 'fresh' } as const;
    expectFaults(
      ['T8 regression, accumulate, shared', 'T8 regression, accumulate, fresh'],
      { regression: (options) => regressionModel({ ...options, design: swapped[options.design] }) },
      4000,
    );
  });

  test('the model sampled is one generation too old', () => {
    const older = changed((set) => ({
      ...set,
      batches: set.batches.map((batch) =>
        batch.source === 'real' ? batch : { ...batch, source: Math.max(0, batch.source - 1) },
      ),
    }));
    expectFaults(['T1', 'T2', 'T3', 'T7', 'T8 regression, replace'], { trainingSets: older });
  });

  test('items that should be kept are drawn anew', () => {
    const redrawn = changed((set) => ({ ...set, batches: set.batches.map((batch) => ({ ...batch })) }));
    expectFaults(['T4'], { trainingSets: redrawn }, 3000);
  });

  // T5 is no witness where accumulation breaks down: unbiased, replacing keeps the mean variance too, by rare huge loops.
  test('real items that should be there are left out', () => {
    const left = changed((set) =>
      set.generation === 0 ? set : { ...set, batches: set.batches.filter((batch) => batch.source !== 'real') },
    );
    expectFaults(['T4', 'T6', 'T8 regression, accumulate'], { trainingSets: left });
  });

  test('accumulation forgets', () => {
    const forgetful: Engine['trainingSets'] = (policy, ...args) =>
      trainingSets(policy === 'accumulate' ? 'replace' : policy, ...args);
    expectFaults(['T4', 'T8 regression, accumulate'], { trainingSets: forgetful });
  });

  test('sampling is biased where it should be faithful, and faithful where biased', () => {
    expectFaults(['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'], {
      gaussian: (options) => gaussianModel({ ...options, bias: options.bias === 1 ? 0.9 : 1 }),
      categorical: (options) => categoricalModel({ ...options, bias: 0.9 }),
    });
  });

  test('sets grow from half of the items there should be', () => {
    const halved: Engine['trainingSets'] = (policy, initial) =>
      trainingSets(policy, initial / 2, growingAdditions(initial / 2, 1, 3));
    expect(deviations(bookkeepingChecks({ ...ENGINE, trainingSets: halved }))).not.toEqual([]);
  });
});
