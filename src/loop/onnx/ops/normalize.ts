import { requireFloats, requireSameShape, type Tensor } from '../graph.ts';
import { fourAxes, shapeError, sizeOf } from '../shapes.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { reshape } from './broadcast.ts';
import { sqrt } from './functions.ts';
import { mean } from './reduce.ts';

/** A learned scale and shift, applied after a normalisation. */
export interface Affine {
  readonly scale: Tensor;
  readonly shift: Tensor;
}

export interface Moments {
  readonly mean: Tensor;
  /** Divided by n, not n − 1. */
  readonly variance: Tensor;
}

/**
 * Normalises each channel over the batch and the image by the batch's own moments.
 *
 * Ioffe, S. & Szegedy, C. (2015). Batch normalization. ICML.
 *
 * @param x [n, c, height, width]
 * @param affine scale and shift, each [c]; left out in a normalisation without parameters
 * @param epsilon added to the variance; 1e-3 in Keras, 1e-5 in PyTorch
 * @returns y of x's shape and the moments, each [c], for running statistics
 */
export function batchNorm(x: Tensor, affine: Affine | undefined, epsilon: number): Moments & { readonly y: Tensor } {
  const [, c] = fourAxes('batchNorm', 'x', x.shape);
  const { y, moments } = standardize('batchNorm', x, [0, 2, 3], epsilon);
  return {
    y: affine === undefined ? y : scaleChannels('batchNorm', y, affine),
    mean: reshape(moments.mean, [c]),
    variance: reshape(moments.variance, [c]),
  };
}

/**
 * Normalises each channel by given moments, as {@link batchNorm} does outside training.
 *
 * @param moments mean and variance, each [c]
 */
export function batchNormBy(x: Tensor, moments: Moments, affine: Affine | undefined, epsilon: number): Tensor {
  const [, c] = fourAxes('batchNormBy', 'x', x.shape);
  const channel = (tensor: Tensor) => reshape(tensor, [1, c, 1, 1]);
  const y = div(sub(x, channel(moments.mean)), sqrt(add(channel(moments.variance), epsilon)));
  return affine === undefined ? y : scaleChannels('batchNormBy', y, affine);
}

/**
 * Normalises groups of channels of each image.
 *
 * Wu, Y. & He, K. (2018). Group normalization. ECCV.
 *
 * @param x [n, c, height, width]
 * @param affine scale and shift, each [c]
 * @throws RangeError if the channels do not split into that many groups
 */
export function groupNorm(x: Tensor, groups: number, affine: Affine, epsilon: number): Tensor {
  const [, c] = fourAxes('groupNorm', 'x', x.shape);
  if (c % groups !== 0) throw shapeError('groupNorm', 'x', x.shape, `channels in ${groups} equal groups`);
  const grouped = reshape(x, [x.shape[0]!, groups, sizeOf(x.shape) / x.shape[0]! / groups]);
  const { y } = standardize('groupNorm', grouped, [2], epsilon);
  return scaleChannels('groupNorm', reshape(y, x.shape), affine);
}

/**
 * Normalises over the last axis.
 *
 * Ba, J. L., Kiros, J. R. & Hinton, G. E. (2016). Layer normalization. arXiv:1607.06450.
 *
 * @param x [..., c]
 * @param affine scale and shift, each [c]
 */
export function layerNorm(x: Tensor, affine: Affine, epsilon: number): Tensor {
  const c = x.shape.at(-1);
  if (c === undefined) throw shapeError('layerNorm', 'x', x.shape, '[..., c]');
  const { y } = standardize('layerNorm', x, [-1], epsilon);
  const { scale, shift } = requireAffine('layerNorm', affine, c);
  return add(mul(y, scale), shift);
}

/** (x − mean) / √(variance + ε) over axes, with one gradient for the whole instead of one for each step. */
function standardize(op: string, x: Tensor, axes: readonly number[], epsilon: number) {
  requireFloats(op, [x]);
  const average = (tensor: Tensor) => mean(tensor, axes, { keepAxes: true });
  const center = average(x);
  const deviation = sub(x, center);
  const variance = average(mul(deviation, deviation));
  const spread = sqrt(add(variance, epsilon));
  const y = div(deviation, spread);
  x.graph.derive(y, [x], [(dy) => div(sub(sub(dy, average(dy)), mul(y, average(mul(dy, y)))), spread)]);
  return { y, moments: { mean: center, variance } };
}

function scaleChannels(op: string, y: Tensor, affine: Affine): Tensor {
  const c = y.shape[1]!;
  const { scale, shift } = requireAffine(op, affine, c);
  return add(mul(y, reshape(scale, [1, c, 1, 1])), reshape(shift, [1, c, 1, 1]));
}

function requireAffine(op: string, affine: Affine, c: number): Affine {
  for (const operand of ['scale', 'shift'] as const) requireSameShape(op, operand, affine[operand], [c]);
  return affine;
}
