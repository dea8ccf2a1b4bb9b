import type { Tensor } from '../onnx/graph.ts';
import { add, mul } from '../onnx/ops/arithmetic.ts';
import { conv } from '../onnx/ops/conv.ts';
import { gather } from '../onnx/ops/gather.ts';
import { dense } from '../onnx/ops/matmul.ts';
import { batchNorm, batchNormBy, groupNorm, layerNorm } from '../onnx/ops/normalize.ts';
import type { WindowOptions } from '../onnx/ops/padding.ts';
import type { Initial, Scope } from './scope.ts';

export const ZEROS: Initial = { kind: 'constant', value: 0 };
const ONES: Initial = { kind: 'constant', value: 1 };

/**
 * Uniform between ±√(6 / (inputs + outputs)), which keeps the variance of what passes through.
 *
 * Glorot, X. & Bengio, Y. (2010). Understanding the difficulty of training deep feedforward neural networks. AISTATS.
 */
export function glorot(inputs: number, outputs: number): Initial {
  return { kind: 'uniform', limit: Math.sqrt(6 / (inputs + outputs)) };
}

export interface ConvLayerOptions extends Pick<WindowOptions, 'stride'> {
  readonly out: number;
  /** Height and width of the kernel. */
  readonly kernel: number;
  /** Of the kernel. @default glorot */
  readonly initial?: Initial;
}

/** A convolution with bias, zeros around the image. x [n, c, height, width]. */
export function convLayer(scope: Scope, name: string, x: Tensor, options: ConvLayerOptions): Tensor {
  const { out, kernel, stride = 1 } = options;
  const c = x.shape[1]!;
  const { initial = glorot(c * kernel ** 2, out * kernel ** 2) } = options;
  const own = scope.within(name);
  const w = own.parameter('kernel', [out, c, kernel, kernel], initial);
  return conv(x, w, own.parameter('bias', [out], ZEROS), { stride, padding: 'same' });
}

/** x·W + b over the last axis: [..., c] to [..., out]. */
export function denseLayer(scope: Scope, name: string, x: Tensor, out: number, initial?: Initial): Tensor {
  const c = x.shape.at(-1)!;
  const own = scope.within(name);
  return dense(x, own.parameter('kernel', [c, out], initial ?? glorot(c, out)), own.parameter('bias', [out], ZEROS));
}

/** A row of a table of `count` rows for each id: int32 of any shape to that shape with one more axis, `width` long. */
export function embeddingLayer(scope: Scope, name: string, ids: Tensor, count: number, width: number): Tensor {
  return gather(scope.parameter(name, [count, width], { kind: 'normal', sd: 0.02 }), ids);
}

/** How Keras' BatchNormalization is set unless told otherwise. */
const MOMENTUM = 0.99;
const BATCH_EPSILON = 1e-3;

/**
 * Normalises by the batch's moments in training, by their running means outside; without scale and shift, with Keras'
 * momentum 0.99 and epsilon 10⁻³.
 *
 * @param x [n, c, height, width]
 */
export function batchNormLayer(scope: Scope, name: string, x: Tensor): Tensor {
  const running = scope.statistics(name, x.shape[1]!);
  if (scope.mode === 'inference') return batchNormBy(x, running, undefined, BATCH_EPSILON);
  const { y, mean, variance } = batchNorm(x, undefined, BATCH_EPSILON);
  const moved = (old: Tensor, now: Tensor) => add(mul(old, MOMENTUM), mul(now, 1 - MOMENTUM));
  running.replace({ mean: moved(running.mean, mean), variance: moved(running.variance, variance) });
  return y;
}

/** Normalises groups of channels of each image, then scales and shifts each channel. x [n, c, height, width]. */
export function groupNormLayer(scope: Scope, name: string, x: Tensor, groups: number): Tensor {
  return groupNorm(x, groups, affine(scope.within(name), x.shape[1]!), 1e-5);
}

/** Normalises over the last axis, then scales and shifts it. */
export function layerNormLayer(scope: Scope, name: string, x: Tensor): Tensor {
  return layerNorm(x, affine(scope.within(name), x.shape.at(-1)!), 1e-5);
}

function affine(scope: Scope, c: number) {
  return { scale: scope.parameter('scale', [c], ONES), shift: scope.parameter('shift', [c], ZEROS) };
}
