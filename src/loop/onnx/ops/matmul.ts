import { requireFloats, requireSameShape, type Tensor } from '../graph.ts';
import { broadcastShape, shapeError } from '../shapes.ts';
import { add } from './arithmetic.ts';
import { sumTo } from './broadcast.ts';
import { swapLastAxes } from './layout.ts';

/**
 * Products of matrices in the last two axes; the axes before them broadcast.
 *
 * @param a [..., m, k]
 * @param b [..., k, n]
 * @returns [..., m, n]
 * @throws RangeError if an operand is no matrix or the lengths do not fit
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  requireFloats('matmul', [a, b]);
  const [m, k] = a.shape.slice(-2);
  const [rows, n] = b.shape.slice(-2);
  if (m === undefined || k === undefined) throw shapeError('matmul', 'a', a.shape, '[..., m, k]');
  if (rows !== k || n === undefined) throw shapeError('matmul', 'b', b.shape, `[..., ${k}, n]`);
  return a.graph.apply({
    operator: 'MatMul',
    inputs: [a, b],
    shape: [...broadcastShape('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2)), m, n],
    pullbacks: [
      (dy) => sumTo(matmul(dy, swapLastAxes(b)), a.shape),
      (dy) => sumTo(matmul(swapLastAxes(a), dy), b.shape),
    ],
  });
}

/**
 * A dense layer, x · w + b.
 *
 * @param x [..., in]
 * @param w [in, out]
 * @param b [out]
 * @throws RangeError naming the operand that does not fit
 */
export function dense(x: Tensor, w: Tensor, b: Tensor): Tensor {
  const inputs = x.shape.at(-1);
  if (inputs === undefined) throw shapeError('dense', 'x', x.shape, '[..., in]');
  if (w.shape.length !== 2 || w.shape[0] !== inputs) throw shapeError('dense', 'w', w.shape, `[${inputs}, out]`);
  requireSameShape('dense', 'b', b, [w.shape[1]!]);
  return add(matmul(x, w), b);
}
