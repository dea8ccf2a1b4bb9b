import type { Graph, Tensor } from '../onnx/graph.ts';
import { add, div, mul, neg } from '../onnx/ops/arithmetic.ts';
import { reshape, sum } from '../onnx/ops/broadcast.ts';
import { oneHot } from '../onnx/ops/gather.ts';
import { transpose } from '../onnx/ops/layout.ts';
import { matmul } from '../onnx/ops/matmul.ts';
import { logSoftmax } from '../onnx/ops/softmax.ts';
import { HIDDEN } from './attention-layer.ts';
import { type CaptionedImages, captionColumns, requireCaptions } from './caption-batch.ts';
import { type ImageBatchOptions, imageBatch } from './image-batch.ts';
import { gridSide, type ImageEncoderConfig, imageEncoder } from './image-encoder.ts';
import { denseLayer, embeddingLayer, layerNormLayer, ZEROS } from './layers.ts';
import type { Program, Scope } from './scope.ts';
import { SPECIAL } from './tokenizer.ts';
import type { Trainable } from './training.ts';
import { transformerBlock } from './transformer.ts';

export interface CaptionerConfig extends ImageEncoderConfig {
  /** How many ids there are, the special ones among them. */
  readonly vocabulary: number;
  /** Ids of the longest caption, start and end among them. */
  readonly length: number;
  /** Of a token, of the image's or the caption's. */
  readonly width: number;
  /** Must divide the width. */
  readonly heads: number;
  /** Transformer blocks. */
  readonly layers: number;
}

/** Ids that no caption says. They are never predicted, and where they come next nothing is learned. */
const UNSAID: readonly number[] = [SPECIAL.padding, SPECIAL.start, SPECIAL.unknown];

/**
 * The cross-entropy of every next word of random images' captions, given the image and the words before: in nats, the mean
 * over all known words and ends. Before training it is ln(known words + 1): the head is zero.
 *
 * Vinyals, O. et al. (2015). Show and tell: a neural image caption generator. CVPR; with a transformer in the place of the
 * recurrent network.
 *
 * @throws RangeError if images or captions do not fit the configuration
 */
export function captionerTraining(
  config: CaptionerConfig,
  { images, captions }: CaptionedImages,
  options: ImageBatchOptions,
): Trainable {
  const drawn = imageBatch(images, config, options);
  requireCaptions(captions, drawn.count, config);
  const shape = [options.batch, config.length - 1];
  return {
    resident: drawn.resident,
    loss: (scope) => {
      const { graph } = scope;
      const tokens = decoderOf(
        scope,
        graph.input('tokens', shape, 'int32'),
        imageTokens(scope, drawn.tensor(scope), config),
        config,
      );
      return entropyOfWords(logitsOf(scope, tokens, config), graph.input('nextTokens', shape, 'int32'), config);
    },
    draw: (rng) => {
      const seen = drawn.draw(rng);
      const columns = (from: number, to: number) => captionColumns(captions, config.length, seen.indices, { from, to });
      return { ...seen, tokens: columns(0, config.length - 1), nextTokens: columns(1, config.length) };
    },
  };
}

/** From `images` [batch, channels, size, size] to `imageTokens` [batch, places of the grid, width]. */
export function imageTokensProgram(config: CaptionerConfig, batch: number): Program {
  return (scope) => {
    const { size, channels } = config;
    const images = scope.graph.input('images', [batch, channels, size, size]);
    scope.graph.output('imageTokens', imageTokens(scope, images, config));
  };
}

/**
 * The next word: from `imageTokens`, `tokens` int32 [batch, length − 1] (a prefix that begins with the start, padded) and
 * `last` int32 [batch] (the place of the prefix's last id) to `logProbabilities` [batch, vocabulary], of known words and the end.
 */
export function nextWordProgram(config: CaptionerConfig, batch: number): Program {
  return (scope) => {
    const { graph } = scope;
    const { length, width } = config;
    const image = graph.input('imageTokens', [batch, gridSide(config) ** 2, width]);
    const tokens = decoderOf(scope, graph.input('tokens', [batch, length - 1], 'int32'), image, config);
    const atLast = reshape(oneHot(graph.input('last', [batch], 'int32'), length - 1), [batch, 1, length - 1]);
    const logits = logitsOf(scope, reshape(matmul(atLast, tokens), [batch, width]), config);
    graph.output('logProbabilities', logSoftmax(logits));
  };
}

/** One token for each place of the encoder's grid, [n, places, width]. */
function imageTokens(scope: Scope, images: Tensor, config: CaptionerConfig): Tensor {
  const own = scope.within('image');
  const grid = imageEncoder(own.within('encoder'), images, config);
  const [n, c] = grid.shape;
  const places = gridSide(config) ** 2;
  const tokens = denseLayer(own, 'tokens', transpose(reshape(grid, [n!, c!, places]), [0, 2, 1]), config.width);
  return layerNormLayer(own, 'norm', withPlaces(own, tokens));
}

/** What the decoder makes of each id and all before it, [n, length − 1, width]. */
function decoderOf(scope: Scope, ids: Tensor, image: Tensor, config: CaptionerConfig): Tensor {
  const { vocabulary, width, heads, layers } = config;
  const own = scope.within('decoder');
  const bias = causalBias(scope.graph, ids.shape[1]!);
  let x = withPlaces(own, embeddingLayer(own, 'words', ids, vocabulary, width));
  for (let layer = 0; layer < layers; layer++) {
    x = transformerBlock(own.within(`block${layer}`), x, { heads, bias, context: image });
  }
  return layerNormLayer(own, 'norm', x);
}

function withPlaces(scope: Scope, tokens: Tensor): Tensor {
  return add(tokens, scope.parameter('places', tokens.shape.slice(1), { kind: 'normal', sd: 0.02 }));
}

/** [length, length]: a token looks at those before it and itself. */
function causalBias(graph: Graph, length: number): Tensor {
  const values = Array.from({ length: length ** 2 }, (_, i) => (i % length > Math.floor(i / length) ? HIDDEN : 0));
  return graph.constant(values, [length, length]);
}

/** [..., vocabulary]; out of reach for what no caption says. */
function logitsOf(scope: Scope, tokens: Tensor, { vocabulary }: CaptionerConfig): Tensor {
  return add(denseLayer(scope, 'head', tokens, vocabulary, ZEROS), forIds(scope.graph, vocabulary, HIDDEN, 0));
}

/** The mean cross-entropy over all ids that a caption may say. */
function entropyOfWords(logits: Tensor, ids: Tensor, { vocabulary }: CaptionerConfig): Tensor {
  const words = mul(oneHot(ids, vocabulary), forIds(logits.graph, vocabulary, 0, 1));
  return neg(div(sum(mul(logSoftmax(logits), words)), sum(words)));
}

/** One number for what no caption says and one for all other ids, [vocabulary]. */
function forIds(graph: Graph, vocabulary: number, unsaid: number, said: number): Tensor {
  const values = Array.from({ length: vocabulary }, (_, id) => (UNSAID.includes(id) ? unsaid : said));
  return graph.constant(values, [vocabulary]);
}
