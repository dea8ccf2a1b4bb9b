import { requireSameShape, type Tensor } from './graph.ts';
import { add, mul, sub } from './ops/arithmetic.ts';

/**
 * One step of an exponential moving average: of parameters, or of a normalisation's moments.
 *
 * @param decay scalar in [0, 1), the share of the old average that stays
 * @throws RangeError if the shapes differ
 */
export function movingAverage(average: Tensor, value: Tensor, decay: Tensor): Tensor {
  requireSameShape('movingAverage', 'value', value, average.shape);
  return add(value, mul(decay, sub(average, value)));
}

/**
 * The decay to feed at step t so that an average forgets where it began: (t − 1) / (t + 8) until that passes
 * `decay`. Step 1 takes the value itself, and early steps are left behind within some tens.
 *
 * @param step t, counted from 1
 * @param decay in [0, 1)
 * @throws RangeError if step is not a whole number >= 1 or decay is outside its range
 * @example warmDecay(1, 0.999) // => 0
 */
export function warmDecay(step: number, decay: number): number {
  if (!(Number.isSafeInteger(step) && step >= 1)) throw new RangeError(`step must be a whole number >= 1, got ${step}`);
  if (!(decay >= 0 && decay < 1)) throw new RangeError(`decay must be in [0, 1), got ${decay}`);
  return Math.min(decay, (step - 1) / (step + 8));
}
