import type { Tensor } from '../../src/loop/onnx/graph.ts';
import { gelu, relu, silu } from '../../src/loop/onnx/ops/activations.ts';
import { add, div, log, maximum, mul, neg, pow, sub } from '../../src/loop/onnx/ops/arithmetic.ts';
import { attention } from '../../src/loop/onnx/ops/attention.ts';
import { expand, reshape, sum } from '../../src/loop/onnx/ops/broadcast.ts';
import { conv, convTranspose } from '../../src/loop/onnx/ops/conv.ts';
import { dropout } from '../../src/loop/onnx/ops/dropout.ts';
import { abs, cos, erf, exp, sigmoid, sin, sqrt, tanh } from '../../src/loop/onnx/ops/functions.ts';
import { gather } from '../../src/loop/onnx/ops/gather.ts';
import { concat, pad, slice, transpose } from '../../src/loop/onnx/ops/layout.ts';
import { crossEntropy, meanAbsoluteError, meanSquaredError } from '../../src/loop/onnx/ops/losses.ts';
import { dense, matmul } from '../../src/loop/onnx/ops/matmul.ts';
import { batchNorm, batchNormBy, groupNorm, layerNorm } from '../../src/loop/onnx/ops/normalize.ts';
import { averagePool, maxPool } from '../../src/loop/onnx/ops/pool.ts';
import { max, mean } from '../../src/loop/onnx/ops/reduce.ts';
import { resizeBilinear, resizeNearest } from '../../src/loop/onnx/ops/resize.ts';
import { logSoftmax, softmax } from '../../src/loop/onnx/ops/softmax.ts';

/**
 * What an operand holds: standard normal, positive in [0.5, 2), 0.1 apart and no nearer to 0 than 0.05 (for ops with
 * kinks), 0 or 1, or whole numbers below a bound.
 */
export type Values = 'normal' | 'positive' | 'apart' | 'mask' | { readonly below: number };

export interface Operand {
  readonly shape: readonly number[];
  readonly values: Values;
}

/** One op at one setting; the same name stands in torch-goldens.py. */
export interface OpCase {
  readonly name: string;
  readonly operands: readonly Operand[];
  readonly build: (operands: readonly Tensor[]) => Tensor;
}

type Build = (...operands: Tensor[]) => Tensor;

function opCase(name: string, operands: readonly Operand[], build: Build): OpCase {
  return { name, operands, build: (tensors) => build(...tensors) };
}

const normal = (...shape: number[]): Operand => ({ shape, values: 'normal' });
const positive = (...shape: number[]): Operand => ({ shape, values: 'positive' });
const apart = (...shape: number[]): Operand => ({ shape, values: 'apart' });
const mask = (...shape: number[]): Operand => ({ shape, values: 'mask' });
const below = (bound: number, ...shape: number[]): Operand => ({ shape, values: { below: bound } });

export const OP_CASES: readonly OpCase[] = [
  opCase('add, broadcast both ways', [normal(3, 1, 2), normal(4, 1)], (a, b) => add(a, b)),
  opCase('sub, broadcast from a vector', [normal(2, 3), normal(3)], (a, b) => sub(a, b)),
  opCase('mul, broadcast from a column', [normal(2, 3), normal(2, 1)], (a, b) => mul(a, b)),
  opCase('mul, a tensor by itself', [normal(5)], (a) => mul(a, a)),
  opCase('div, broadcast', [normal(2, 3), positive(3)], (a, b) => div(a, b)),
  opCase('pow, both operands', [positive(2, 3), normal(3)], (a, b) => pow(a, b)),
  opCase('pow, cube of any sign', [normal(6)], (a) => pow(a, 3)),
  opCase('maximum', [apart(6), normal(1)], (a, b) => maximum(a, mul(b, 0))),
  opCase('neg', [normal(4)], (x) => neg(x)),
  opCase('exp', [normal(4)], exp),
  opCase('log', [positive(4)], log),
  opCase('sqrt', [positive(4)], sqrt),
  opCase('tanh', [normal(4)], tanh),
  opCase('sigmoid', [normal(4)], sigmoid),
  opCase('sin', [normal(4)], sin),
  opCase('cos', [normal(4)], cos),
  opCase('erf', [normal(4)], erf),
  opCase('abs', [apart(6)], abs),
  opCase('relu', [apart(6)], relu),
  opCase('silu', [normal(6)], silu),
  opCase('gelu', [normal(6)], gelu),
  opCase('reshape', [normal(2, 6)], (x) => reshape(x, [3, 4])),
  opCase('expand', [normal(2, 1)], (x) => expand(x, [3, 2, 4])),
  opCase('transpose', [normal(2, 3, 4)], (x) => transpose(x, [2, 0, 1])),
  opCase('concat', [normal(2, 3), normal(2, 1), normal(2, 2)], (...xs) => concat(xs, 1)),
  opCase('slice, with steps', [normal(7, 5)], (x) =>
    slice(x, [
      { axis: 0, start: 1, end: 6, step: 3 },
      { axis: -1, start: 0, end: 4, step: 2 },
    ]),
  ),
  opCase('pad', [normal(2, 3)], (x) => pad(x, [{ axis: 1, before: 2, after: 1 }])),
  opCase('sum, two axes', [normal(2, 3, 4)], (x) => sum(x, [0, -1])),
  opCase('sum, all', [normal(2, 3)], (x) => sum(x)),
  opCase('mean, axes kept', [normal(2, 3, 4)], (x) => mean(x, [1, 2], { keepAxes: true })),
  opCase('max, one axis', [apart(3, 4)], (x) => max(x, [1])),
  opCase('matmul', [normal(3, 4), normal(4, 2)], matmul),
  opCase('matmul, batches broadcast', [normal(2, 1, 3, 4), normal(3, 4, 2)], matmul),
  opCase('dense', [normal(2, 3, 4), normal(4, 5), normal(5)], dense),
  opCase('conv, valid', [normal(2, 2, 5, 4), normal(3, 2, 3, 2), normal(3)], (x, w, b) => conv(x, w, b)),
  opCase('conv, same', [normal(2, 3, 4, 4), normal(2, 3, 3, 3), normal(2)], (x, w, b) =>
    conv(x, w, b, { padding: 'same' }),
  ),
  opCase('conv, one pixel', [normal(2, 3, 3, 3), normal(4, 3, 1, 1)], (x, w) => conv(x, w)),
  opCase('conv, same, stride 2', [normal(1, 2, 6, 5), normal(3, 2, 3, 3)], (x, w) =>
    conv(x, w, undefined, { padding: 'same', stride: 2 }),
  ),
  opCase('conv, stride 2 leaves a rest', [normal(1, 2, 6, 6), normal(3, 2, 3, 3)], (x, w) =>
    conv(x, w, undefined, { stride: 2 }),
  ),
  opCase('conv, stride 2 leaves a rest, groups', [normal(1, 4, 6, 6), normal(6, 2, 3, 3), normal(6)], (x, w, b) =>
    conv(x, w, b, { padding: [1, 1, 1, 1], stride: 2, groups: 2 }),
  ),
  opCase('conv, depthwise', [normal(2, 3, 4, 4), normal(3, 1, 3, 3)], (x, w) =>
    conv(x, w, undefined, { padding: 'same', groups: 3 }),
  ),
  opCase('convTranspose, stride 2', [normal(1, 3, 3, 3), normal(3, 2, 4, 4), normal(2)], (x, w, b) =>
    convTranspose(x, w, b, { stride: 2, padding: [1, 1, 1, 1] }),
  ),
  opCase('convTranspose, output padding, groups', [normal(1, 4, 3, 2), normal(4, 1, 3, 3)], (x, w) =>
    convTranspose(x, w, undefined, { stride: 2, padding: [1, 1, 1, 1], outputPadding: [1, 0], groups: 2 }),
  ),
  opCase('convTranspose, stride 1', [normal(2, 2, 3, 3), normal(2, 3, 3, 3)], (x, w) => convTranspose(x, w)),
  opCase('softmax', [normal(2, 5)], (x) => softmax(x)),
  opCase('softmax, first axis', [normal(3, 2)], (x) => softmax(x, 0)),
  opCase('log softmax', [normal(2, 5)], (x) => logSoftmax(x)),
  opCase(
    'batch norm',
    [normal(3, 2, 3, 3), normal(2), normal(2)],
    (x, scale, shift) => batchNorm(x, { scale, shift }, 1e-3).y,
  ),
  opCase(
    'batch norm by given moments',
    [normal(2, 2, 2, 2), normal(2), positive(2), normal(2), normal(2)],
    (x, mean, variance, scale, shift) => batchNormBy(x, { mean, variance }, { scale, shift }, 1e-3),
  ),
  opCase('group norm', [normal(2, 4, 3, 2), normal(4), normal(4)], (x, scale, shift) =>
    groupNorm(x, 2, { scale, shift }, 1e-5),
  ),
  opCase('layer norm', [normal(2, 3, 6), normal(6), normal(6)], (x, scale, shift) =>
    layerNorm(x, { scale, shift }, 1e-5),
  ),
  opCase('average pool', [normal(2, 2, 4, 5)], (x) => averagePool(x, { size: 2 })),
  opCase('average pool, windows overlap', [normal(1, 2, 5, 5)], (x) => averagePool(x, { size: 3, stride: 1 })),
  opCase('max pool', [apart(1, 2, 4, 5)], (x) => maxPool(x, { size: 2 })),
  opCase('max pool, windows overlap', [apart(1, 2, 5, 5)], (x) => maxPool(x, { size: 3, stride: 2 })),
  opCase('resize, nearest', [normal(1, 2, 3, 2)], (x) => resizeNearest(x, 2)),
  opCase('resize, bilinear, larger', [normal(1, 2, 3, 4)], (x) => resizeBilinear(x, [6, 8])),
  opCase('resize, bilinear, smaller', [normal(1, 2, 7, 6)], (x) => resizeBilinear(x, [3, 4])),
  opCase('gather', [normal(5, 3), below(5, 2, 4)], (table, ids) => gather(table, ids)),
  opCase('mean absolute error', [apart(3, 4), normal(3, 4)], (x, target) => meanAbsoluteError(x, mul(target, 0))),
  opCase('mean squared error', [normal(3, 4), normal(3, 4)], meanSquaredError),
  opCase('cross-entropy', [normal(4, 5), below(5, 4)], (logits, labels) => crossEntropy(logits, labels)),
  opCase('dropout', [normal(3, 4), mask(3, 4)], (x, mask) => dropout(x, mask, 0.75)),
  opCase('attention', [normal(2, 3, 4), normal(2, 5, 4), normal(2, 5, 2)], (q, k, v) => attention(q, k, v)),
  opCase('attention, causal bias', [normal(1, 3, 4), normal(1, 3, 4), normal(1, 3, 4), normal(3, 3)], (q, k, v, bias) =>
    attention(q, k, v, bias),
  ),
];
