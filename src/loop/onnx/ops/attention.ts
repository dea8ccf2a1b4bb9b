import { requireFloats, type Tensor } from '../graph.ts';
import { shapeError } from '../shapes.ts';
import { add, mul } from './arithmetic.ts';
import { swapLastAxes } from './layout.ts';
import { matmul } from './matmul.ts';
import { softmax } from './softmax.ts';

/**
 * Scaled dot-product attention. Keys and values of another sequence than the queries' make it cross-attention.
 *
 * Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
 *
 * @param query [..., queries, d]
 * @param key [..., keys, d]
 * @param value [..., keys, e]
 * @param bias added to the scores before the softmax, broadcasts to [..., queries, keys]; a large negative number where
 *   a query must not look
 * @returns [..., queries, e]
 * @throws RangeError naming the operand that does not fit
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, bias?: Tensor): Tensor {
  requireFloats('attention', [query, key, value]);
  const [queries, d] = query.shape.slice(-2);
  if (queries === undefined || d === undefined)
    throw shapeError('attention', 'query', query.shape, '[..., queries, d]');
  if (key.shape.length < 2 || key.shape.at(-1) !== d)
    throw shapeError('attention', 'key', key.shape, `[..., keys, ${d}]`);
  const keys = key.shape.at(-2)!;
  if (value.shape.at(-2) !== keys) throw shapeError('attention', 'value', value.shape, `[..., ${keys}, e]`);
  const scores = matmul(mul(query, 1 / Math.sqrt(d)), swapLastAxes(key));
  return matmul(softmax(bias === undefined ? scores : add(scores, bias)), value);
}
