import {
  bookkeepingChecks,
  type Check,
  ENGINE,
  measuredChecks,
  predictedChecks,
  REPLICATIONS,
} from '../support/conformance.ts';
import type { Vector } from '../unit/loop/metrics/vectors.ts';

/** Loops of models with closed forms: what is predicted, and means over replications with four of their standard errors. */
export const theoryVectors: readonly Vector[] = [
  ...vectorsOf(predictedChecks(ENGINE), 'closed form'),
  ...vectorsOf(bookkeepingChecks(ENGINE), 'closed form'),
  ...vectorsOf(measuredChecks(ENGINE), `closed form; mean over ${REPLICATIONS.toLocaleString('en-US')} loops`),
];

function vectorsOf(checks: readonly Check[], source: string): Vector[] {
  return checks.map(({ name, value, reference, tolerance }) => {
    const [loop, quantity] = name.split(': ');
    return { metric: loop!, of: quantity!, reference, tolerance, source, value: () => value };
  });
}
