import type { Tensor } from '../onnx/graph.ts';
import { attention } from '../onnx/ops/attention.ts';
import { reshape } from '../onnx/ops/broadcast.ts';
import { transpose } from '../onnx/ops/layout.ts';
import { matmul } from '../onnx/ops/matmul.ts';
import { shapeError } from '../onnx/shapes.ts';
import { denseLayer, glorot } from './layers.ts';
import type { Initial, Scope } from './scope.ts';

/** What to add to a score so that nobody looks there: its share after the softmax is exactly 0. */
export const HIDDEN = -1e9;

export interface AttentionOptions {
  /** Must divide the width of x. */
  readonly heads: number;
  /** Added to the scores, broadcasts to [n, heads, queries, keys]; {@link HIDDEN} where nobody may look. */
  readonly bias?: Tensor;
  /** Of the kernel that joins the heads. @default glorot */
  readonly initial?: Initial;
}

/**
 * Attention in several heads. Queries, keys and values are projected without bias, as a bias of the keys changes no
 * score; the joined heads with one.
 *
 * Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
 *
 * @param x [n, queries, width]
 * @param context [n, keys, any width]; x itself for self-attention
 * @returns [n, queries, width]
 * @throws RangeError if an operand has no such shape or the heads do not divide the width
 */
export function attentionLayer(
  scope: Scope,
  name: string,
  x: Tensor,
  context: Tensor,
  { heads, bias, initial }: AttentionOptions,
): Tensor {
  const [n, queries, width] = x.shape;
  if (x.shape.length !== 3 || width! % heads !== 0) {
    throw shapeError('attentionLayer', 'x', x.shape, `[n, queries, a multiple of ${heads}]`);
  }
  if (context.shape.length !== 3 || context.shape[0] !== n) {
    throw shapeError('attentionLayer', 'context', context.shape, `[${n}, keys, width]`);
  }
  const own = scope.within(name);
  const project = (to: string, from: Tensor) => {
    const [, length, c] = from.shape;
    const projected = matmul(from, own.parameter(to, [c!, width!], glorot(c!, width!)));
    return transpose(reshape(projected, [n!, length!, heads, width! / heads]), [0, 2, 1, 3]);
  };
  const seen = attention(project('query', x), project('key', context), project('value', context), bias);
  const joined = reshape(transpose(seen, [0, 2, 1, 3]), [n!, queries!, width!]);
  return denseLayer(own, 'output', joined, width!, initial);
}
