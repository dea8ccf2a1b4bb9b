import type { Tensor } from '../onnx/graph.ts';
import { silu } from '../onnx/ops/activations.ts';
import { add, mul, sub } from '../onnx/ops/arithmetic.ts';
import { expand, reshape } from '../onnx/ops/broadcast.ts';
import { cos, sin } from '../onnx/ops/functions.ts';
import { concat } from '../onnx/ops/layout.ts';
import { averagePool } from '../onnx/ops/pool.ts';
import { resizeBilinear } from '../onnx/ops/resize.ts';
import { batchNormLayer, convLayer, ZEROS } from './layers.ts';
import type { Scope } from './scope.ts';

/** The form of a U-Net: all but the blocks that it is made of. */
export interface UShape {
  /** Channels at each resolution, from that of the images down; each is half as large as the one before. */
  readonly widths: readonly number[];
  /** Blocks at each resolution on the way down, and again on the way up. */
  readonly depth: number;
}

export interface UNetConfig extends UShape {
  /** Pixels a side: a multiple of 2 to the power of widths.length − 1. */
  readonly size: number;
  /** Channels of an image. */
  readonly channels: number;
  /** Channels that say how noisy an image is; even. */
  readonly embedding: number;
}

/** One block, from x [n, c, rows, columns] to [n, width, rows, columns]. The scope is its own. */
export type Block = (scope: Scope, x: Tensor, width: number) => Tensor;

/**
 * Predicts the noise in images. It begins with all zeros, so a first mean absolute error is E|N(0, 1)| = √(2/π).
 *
 * The network of Béres, A. (2022). Denoising diffusion implicit models. Keras code examples: there `widths` is
 * [32, 64, 96, 128], `depth` 2, `embedding` 32, on images of 64 × 64 × 3.
 *
 * @param noisy [n, channels, size, size]
 * @param variance of the noise in each image, [n]
 * @returns [n, channels, size, size]
 * @throws RangeError if the configuration describes no network
 */
export function unet(scope: Scope, config: UNetConfig, noisy: Tensor, variance: Tensor): Tensor {
  const { size, channels, widths, embedding } = config;
  const n = variance.shape[0]!;
  const embedded = reshape(sinusoidalEmbedding(variance, embedding), [n, embedding, 1, 1]);
  const stem = convLayer(scope, 'stem', noisy, { out: widths[0]!, kernel: 1 });
  const x = concat([stem, expand(embedded, [n, embedding, size, size])], 1);
  const y = uShape(scope, x, config, residualBlock);
  return convLayer(scope, 'head', y, { out: channels, kernel: 1, initial: ZEROS });
}

/**
 * Down to half the size at each further width, and up again, where each block is also given what the block of the same
 * place made on the way down. Blocks are named `down0-0`, `mid-0`, `up0-0`: the number of the width, then of the block.
 *
 * Ronneberger, O., Fischer, P. & Brox, T. (2015). U-Net: convolutional networks for biomedical image segmentation. MICCAI.
 *
 * @param x [n, c, height, width]
 * @returns [n, widths[0], height, width]
 * @throws RangeError if there are no widths, a number is not whole and >= 1, or the images cannot be halved so often
 */
export function uShape(scope: Scope, x: Tensor, { widths, depth }: UShape, block: Block): Tensor {
  requireUShape(x.shape, { widths, depth });
  const levels = [...widths.entries()].slice(0, -1);
  const skips: Tensor[] = [];
  let y = x;
  for (const [level, width] of levels) {
    for (let i = 0; i < depth; i++) {
      y = block(scope.within(`down${level}-${i}`), y, width);
      skips.push(y);
    }
    y = averagePool(y, { size: 2 });
  }
  for (let i = 0; i < depth; i++) y = block(scope.within(`mid-${i}`), y, widths.at(-1)!);
  for (const [level, width] of levels.reverse()) {
    y = resizeBilinear(y, [2 * y.shape[2]!, 2 * y.shape[3]!]);
    for (let i = 0; i < depth; i++) {
      y = block(scope.within(`up${level}-${i}`), concat([y, skips.pop()!], 1), width);
    }
  }
  return y;
}

/** The frequencies of the embedding: turns of a circle while its value goes from 0 to 1. */
const [LOWEST, HIGHEST] = [1, 1000];

/**
 * Sines, then cosines of a value at frequencies that rise evenly in their logarithm.
 *
 * Vaswani, A. et al. (2017). Attention is all you need. NeurIPS, section 3.5.
 *
 * @param x [n], in [0, 1]
 * @param channels even, >= 2
 * @returns [n, channels]
 * @throws RangeError if there cannot be so many channels
 */
export function sinusoidalEmbedding(x: Tensor, channels: number): Tensor {
  if (!(Number.isSafeInteger(channels / 2) && channels >= 2)) {
    throw new RangeError(`an embedding has an even number of channels >= 2, got ${channels}`);
  }
  const { graph } = x;
  const [n, half] = [x.shape[0]!, channels / 2];
  const frequencies = Array.from(
    { length: half },
    (_, i) => LOWEST * (HIGHEST / LOWEST) ** (i / Math.max(half - 1, 1)),
  );
  const turns = mul(reshape(x, [n, 1]), graph.constant(frequencies, [1, half]));
  // Whole turns are taken off, since a GPU's sine is good between −π and π only.
  const whole = graph.apply({ operator: 'Floor', inputs: [add(turns, 0.5)], shape: turns.shape });
  const angles = mul(sub(turns, whole), 2 * Math.PI);
  return concat([sin(angles), cos(angles)], 1);
}

function residualBlock(scope: Scope, x: Tensor, width: number): Tensor {
  const skip = x.shape[1] === width ? x : convLayer(scope, 'skip', x, { out: width, kernel: 1 });
  const normal = batchNormLayer(scope, 'norm', x);
  const hidden = silu(convLayer(scope, 'conv1', normal, { out: width, kernel: 3 }));
  return add(convLayer(scope, 'conv2', hidden, { out: width, kernel: 3 }), skip);
}

function requireUShape([, , height, width]: readonly number[], { widths, depth }: UShape): void {
  const numbers = [['depth', depth] as const, ...widths.map((own, place) => [`width ${place + 1}`, own] as const)];
  for (const [name, value] of numbers) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new RangeError(`U-Net: ${name} must be a whole number >= 1, got ${value}`);
    }
  }
  if (widths.length === 0) throw new RangeError('U-Net: at least one width is needed, got none');
  const multiple = 2 ** (widths.length - 1);
  if ([height!, width!].some((length) => length % multiple !== 0)) {
    throw new RangeError(
      `U-Net: ${widths.length} widths need images whose sides are multiples of ${multiple}, got ${height} × ${width}`,
    );
  }
}
