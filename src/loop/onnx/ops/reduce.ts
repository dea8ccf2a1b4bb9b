import type { Tensor } from '../graph.ts';
import { sizeOf } from '../shapes.ts';
import { div, equal, mul } from './arithmetic.ts';
import { expand, type ReductionOptions, reduce, reshape, sum } from './broadcast.ts';

/**
 * The mean over axes.
 *
 * @param axes negative ones count from the end; @default all
 * @throws RangeError if x lacks an axis
 */
export function mean(x: Tensor, axes?: readonly number[], options: ReductionOptions = {}): Tensor {
  return reduce('mean', 'ReduceMean', x, axes, options, (kept) => (dy) => {
    const count = sizeOf(x.shape) / sizeOf(kept);
    return expand(mul(reshape(dy, kept), 1 / count), x.shape);
  });
}

/**
 * The greatest value over axes. Elements that share it share its gradient evenly.
 *
 * @param axes negative ones count from the end; @default all
 * @throws RangeError if x lacks an axis
 */
export function max(x: Tensor, axes?: readonly number[], options: ReductionOptions = {}): Tensor {
  return reduce('max', 'ReduceMax', x, axes, options, (kept) => (dy) => {
    const isGreatest = equal(x, max(x, axes, { keepAxes: true }));
    const sharers = sum(isGreatest, axes, { keepAxes: true });
    return mul(isGreatest, div(reshape(dy, kept), sharers));
  });
}
