import type { Tensor } from '../onnx/graph.ts';
import { add, div, maximum, mul, neg } from '../onnx/ops/arithmetic.ts';
import { reshape, sum } from '../onnx/ops/broadcast.ts';
import { exp, sqrt } from '../onnx/ops/functions.ts';
import { slice, swapLastAxes } from '../onnx/ops/layout.ts';
import { crossEntropy } from '../onnx/ops/losses.ts';
import { matmul } from '../onnx/ops/matmul.ts';
import { mean } from '../onnx/ops/reduce.ts';
import { type CaptionedImages, captionColumns, requireCaptions } from './caption-batch.ts';
import { type ImageBatchOptions, imageBatch } from './image-batch.ts';
import { type ImageEncoderConfig, imageEncoder } from './image-encoder.ts';
import { denseLayer, layerNormLayer } from './layers.ts';
import type { Program, Scope } from './scope.ts';
import { type TextEncoderConfig, textEncoder } from './text-encoder.ts';
import type { Trainable } from './training.ts';
import { transformerBlock } from './transformer.ts';

export interface ImageTextConfig extends ImageEncoderConfig {
  readonly text: TextEncoderConfig & {
    /** Must divide the text's width. */
    readonly heads: number;
    /** Transformer blocks. */
    readonly layers: number;
  };
  /** Of the vectors that images and texts become. */
  readonly embedding: number;
}

/** Cosines are divided by this before training; afterwards by at least {@link LEAST_TEMPERATURE}. */
const FIRST_TEMPERATURE = 0.07;
const LEAST_TEMPERATURE = 0.01;

/**
 * The contrastive loss of random images and their captions, in nats: the cross-entropy of finding an image's caption among
 * the batch's, and a caption's image, at a learned temperature. Where all are alike it is ln(batch).
 *
 * Radford, A. et al. (2021). Learning transferable visual models from natural language supervision. ICML, figure 3.
 *
 * @throws RangeError if images or captions do not fit the configuration
 */
export function imageTextTraining(
  config: ImageTextConfig,
  { images, captions }: CaptionedImages,
  options: ImageBatchOptions,
): Trainable {
  const { batch } = options;
  const { length } = config.text;
  const drawn = imageBatch(images, config, options);
  requireCaptions(captions, drawn.count, config.text);
  return {
    resident: drawn.resident,
    loss: (scope) => {
      const { graph } = scope;
      const seen = imageVectors(scope, drawn.tensor(scope), config);
      const read = textVectors(scope, graph.input('captions', [batch, length], 'int32'), config);
      const logits = mul(matmul(seen, swapLastAxes(read)), inverseTemperature(scope));
      const own = graph.integers([...Array(batch).keys()], [batch], 'int32');
      return mul(add(crossEntropy(logits, own), crossEntropy(swapLastAxes(logits), own)), 0.5);
    },
    draw: (rng) => {
      const seen = drawn.draw(rng);
      return { ...seen, captions: captionColumns(captions, length, seen.indices, { from: 0, to: length }) };
    },
  };
}

/** From `images` [batch, channels, size, size] to `vectors` [batch, embedding] of length 1. */
export function imageVectorsProgram(config: ImageTextConfig, batch: number): Program {
  return (scope) => {
    const { size, channels } = config;
    const images = scope.graph.input('images', [batch, channels, size, size]);
    scope.graph.output('vectors', imageVectors(scope, images, config));
  };
}

/** From `captions` int32 [batch, length] to `vectors` [batch, embedding] of length 1. */
export function textVectorsProgram(config: ImageTextConfig, batch: number): Program {
  return (scope) => {
    const captions = scope.graph.input('captions', [batch, config.text.length], 'int32');
    scope.graph.output('vectors', textVectors(scope, captions, config));
  };
}

function imageVectors(scope: Scope, images: Tensor, config: ImageTextConfig): Tensor {
  const own = scope.within('image');
  const features = mean(imageEncoder(own.within('encoder'), images, config), [2, 3]);
  return unit(denseLayer(own, 'head', features, config.embedding));
}

/** What stands at a caption's start, after it has looked at the rest. */
function textVectors(scope: Scope, captions: Tensor, { text, embedding }: ImageTextConfig): Tensor {
  const own = scope.within('text');
  const { tokens, bias } = textEncoder(own, text, captions);
  let x = tokens;
  for (let layer = 0; layer < text.layers; layer++) {
    x = transformerBlock(own.within(`block${layer}`), x, { heads: text.heads, bias });
  }
  const first = reshape(slice(x, [{ axis: 1, start: 0, end: 1 }]), [x.shape[0]!, text.width]);
  return unit(denseLayer(own, 'head', layerNormLayer(own, 'head/norm', first), embedding));
}

/** Rows scaled to length 1. */
function unit(x: Tensor): Tensor {
  return div(x, sqrt(add(sum(mul(x, x), [-1], { keepAxes: true }), 1e-12)));
}

function inverseTemperature(scope: Scope): Tensor {
  const logarithm = scope.parameter('temperature', [1], { kind: 'constant', value: Math.log(FIRST_TEMPERATURE) });
  return exp(neg(maximum(logarithm, Math.log(LEAST_TEMPERATURE))));
}
