import type { Tensor } from '../onnx/graph.ts';
import { silu } from '../onnx/ops/activations.ts';
import { add } from '../onnx/ops/arithmetic.ts';
import { reshape } from '../onnx/ops/broadcast.ts';
import { transpose } from '../onnx/ops/layout.ts';
import { fourAxes } from '../onnx/shapes.ts';
import { attentionLayer } from './attention-layer.ts';
import { convLayer, denseLayer, groupNormLayer, layerNormLayer, ZEROS } from './layers.ts';
import type { Scope } from './scope.ts';
import { type EncodedText, type TextEncoderConfig, textEncoder } from './text-encoder.ts';
import { sinusoidalEmbedding, type UNetConfig, uShape } from './unet.ts';

export interface ConditionalUNetConfig extends UNetConfig {
  /** Groups of channels that are normalised together; divides all widths. */
  readonly groups: number;
  /** Of attention; divides all widths at which there is attention. */
  readonly heads: number;
  /** Images look at their caption where they have at most this many pixels a side, and at the lowest resolution. */
  readonly attentionSize: number;
  /** Length of the vector that tells every block how noisy the image is and what its caption says on the whole. */
  readonly conditionWidth: number;
  readonly text: TextEncoderConfig;
}

/** What every block is told. */
interface Condition {
  /** [n, conditionWidth]. */
  readonly vector: Tensor;
  readonly text: EncodedText;
}

/**
 * Predicts the noise in images that have captions. Blocks of two convolutions with group norm and SiLU, the condition's
 * vector added between them; attention among the pixels at the lowest resolution, from pixels to the caption's tokens there
 * and at others that are low enough. It begins with all zeros, so a first mean squared error is E N(0, 1)² = 1.
 *
 * Rombach, R., Blattmann, A., Lorenz, D., Esser, P. & Ommer, B. (2022). High-resolution image synthesis with latent
 * diffusion models. CVPR. As in Saharia, C. et al. (2022). Photorealistic text-to-image diffusion models with deep
 * language understanding. NeurIPS, the mean of the caption's tokens joins the embedding of the noise.
 *
 * @param noisy [n, channels, size, size]
 * @param variance of the noise in each image, [n]
 * @param captions ids, int32 [n, text.length]; a row of padding is the null caption
 * @returns [n, channels, size, size]
 * @throws RangeError if the configuration describes no network
 */
export function conditionalUNet(
  scope: Scope,
  config: ConditionalUNetConfig,
  noisy: Tensor,
  variance: Tensor,
  captions: Tensor,
): Tensor {
  const { size, channels, widths, groups, heads, attentionSize } = config;
  const { vector, text } = conditionOf(scope, config, variance, captions);
  const lowest = size / 2 ** (widths.length - 1);
  const stem = convLayer(scope, 'stem', noisy, { out: widths[0]!, kernel: 3 });
  const y = uShape(scope, stem, config, (own, x, width) => {
    let inner = residualBlock(own, x, vector, width, groups);
    const pixels = inner.shape[2]!;
    if (pixels === lowest) inner = lookAround(own, inner, heads);
    return pixels <= Math.max(attentionSize, lowest) ? lookAtCaption(own, inner, text, heads) : inner;
  });
  const head = silu(groupNormLayer(scope, 'head/norm', y, groups));
  return convLayer(scope, 'head', head, { out: channels, kernel: 3, initial: ZEROS });
}

function conditionOf(scope: Scope, config: ConditionalUNetConfig, variance: Tensor, captions: Tensor): Condition {
  const { embedding, conditionWidth } = config;
  const text = textEncoder(scope.within('text'), config.text, captions);
  const own = scope.within('condition');
  const level = silu(denseLayer(own, 'level1', sinusoidalEmbedding(variance, embedding), conditionWidth));
  const noise = denseLayer(own, 'level2', level, conditionWidth);
  return { text, vector: silu(add(noise, denseLayer(own, 'caption', text.mean, conditionWidth))) };
}

/** x [n, c, height, width] to [n, out, height, width]. */
function residualBlock(scope: Scope, x: Tensor, condition: Tensor, out: number, groups: number): Tensor {
  const [n, c] = x.shape;
  const skip = c === out ? x : convLayer(scope, 'skip', x, { out, kernel: 1 });
  const hidden = convLayer(scope, 'conv1', silu(groupNormLayer(scope, 'norm1', x, groups)), { out, kernel: 3 });
  const told = add(hidden, reshape(denseLayer(scope, 'condition', condition, out), [n!, out, 1, 1]));
  const y = convLayer(scope, 'conv2', silu(groupNormLayer(scope, 'norm2', told, groups)), { out, kernel: 3 });
  return add(y, skip);
}

function lookAround(scope: Scope, x: Tensor, heads: number): Tensor {
  return overPixels(x, (pixels) => {
    const normal = layerNormLayer(scope, 'around-norm', pixels);
    return attentionLayer(scope, 'around', normal, normal, { heads });
  });
}

function lookAtCaption(scope: Scope, x: Tensor, { tokens, bias }: EncodedText, heads: number): Tensor {
  return overPixels(x, (pixels) => {
    const normal = layerNormLayer(scope, 'caption-norm', pixels);
    return attentionLayer(scope, 'caption', normal, tokens, { heads, bias });
  });
}

/** Adds to each pixel what is found for it. @param find from [n, pixels, c] to the same shape */
function overPixels(x: Tensor, find: (pixels: Tensor) => Tensor): Tensor {
  const [n, c, height, width] = fourAxes('overPixels', 'x', x.shape);
  const found = find(transpose(reshape(x, [n, c, height * width]), [0, 2, 1]));
  return add(x, reshape(transpose(found, [0, 2, 1]), x.shape));
}
