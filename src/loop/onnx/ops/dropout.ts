import { requireSameShape, type Tensor } from '../graph.ts';
import { mul } from './arithmetic.ts';

/**
 * Keeps the elements whose mask is 1 and scales them so that the expectation stays. The mask is fed, not drawn in the
 * graph, so that every machine drops the same ones.
 *
 * Srivastava, N. et al. (2014). Dropout. JMLR 15, 1929–1958.
 *
 * @param mask 0 or 1, of x's shape
 * @param keptShare the share of ones that the mask is drawn with, in (0, 1]
 * @throws RangeError if the shapes differ or the share is outside its range
 */
export function dropout(x: Tensor, mask: Tensor, keptShare: number): Tensor {
  requireSameShape('dropout', 'mask', mask, x.shape);
  if (!(keptShare > 0 && keptShare <= 1))
    throw new RangeError(`dropout: keptShare must be in (0, 1], got ${keptShare}`);
  return mul(x, mul(mask, 1 / keptShare));
}
