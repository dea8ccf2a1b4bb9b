import type { Tensor } from '../graph.ts';
import { reshape, sum } from './broadcast.ts';
import { concat, pad, swapLastAxes } from './layout.ts';
import { matmul } from './matmul.ts';
import { type Sweep, taps } from './padding.ts';

/**
 * The gradient by a convolution's kernels: one product of matrices for each place in the kernel. A convolution whose
 * kernel is the whole of dy gives the same and takes 1.6 to 4.5 times as long on two cores.
 *
 * @param x the image, [n, c, height, width]
 * @param dy the gradient by the result, [n, out, height', width']
 * @returns [out, c / groups, kernel height, kernel width]
 */
export function kernelGradient(x: Tensor, dy: Tensor, sweep: Sweep, groups: number): Tensor {
  const { kernel, pads, places } = sweep;
  const [n, c] = [x.shape[0]!, x.shape[1]!];
  const out = dy.shape[1]!;
  const [down, across] = places;
  const padded = pad(x, [
    { axis: 2, before: pads[0], after: pads[2] },
    { axis: 3, before: pads[1], after: pads[3] },
  ]);
  const batch = groups === 1 ? [n] : [n, groups];
  const columns = reshape(dy, [...batch, out / groups, down * across]);
  const products: Tensor[] = [];
  for (const seen of taps(padded, sweep)) {
    const pixels = reshape(seen, [...batch, c / groups, down * across]);
    const product = sum(matmul(columns, swapLastAxes(pixels)), [0]);
    products.push(reshape(product, [out, c / groups, 1]));
  }
  return reshape(concat(products, 2), [out, c / groups, ...kernel]);
}
