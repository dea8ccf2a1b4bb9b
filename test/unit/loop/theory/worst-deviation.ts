import { createRng } from '../../../../src/core/rng.ts';
import type { TrainingSet } from '../../../../src/loop/policies.ts';
import type { TheoryModel } from '../../../../src/loop/theory/model.ts';
import { ReplicationSums } from '../../../../src/loop/theory/replication-sums.ts';

/**
 * The largest distance between measured means and expectations, in standard errors of the measurement.
 *
 * @throws RangeError if the model expects nothing of these sets
 */
export function worstDeviation(model: TheoryModel, sets: readonly TrainingSet[], replications: number): number {
  model.check(sets);
  const sums = new ReplicationSums(sets.length, model.metrics.length);
  const rng = createRng('worst deviation');
  for (let k = 0; k < replications; k++) sums.add(model.run(sets, rng.fork(k)));
  const distances = model.predict(sets).flatMap((row, generation) =>
    row.flatMap((expected, metric) => {
      if (expected === null) return [];
      const { mean, standardError } = sums.estimate(generation, metric);
      return standardError === 0 && Math.abs(mean - expected) < 1e-12 ? [0] : Math.abs(mean - expected) / standardError;
    }),
  );
  if (distances.length === 0) throw new RangeError(`${model.name} expects nothing of these sets`);
  return Math.max(...distances);
}
