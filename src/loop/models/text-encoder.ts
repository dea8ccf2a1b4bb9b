import type { Tensor } from '../onnx/graph.ts';
import { add, div, equal, mul, sub } from '../onnx/ops/arithmetic.ts';
import { reshape, sum } from '../onnx/ops/broadcast.ts';
import { matmul } from '../onnx/ops/matmul.ts';
import { shapeError } from '../onnx/shapes.ts';
import { HIDDEN } from './attention-layer.ts';
import { embeddingLayer, layerNormLayer } from './layers.ts';
import type { Scope } from './scope.ts';
import { SPECIAL } from './tokenizer.ts';

export interface TextEncoderConfig {
  /** How many ids there are; 0 is the padding. */
  readonly vocabulary: number;
  /** Ids of a caption, padding and all. */
  readonly length: number;
  readonly width: number;
}

/** Captions as a network's images look at them. */
export interface EncodedText {
  /** One vector a token, [n, length, width]. */
  readonly tokens: Tensor;
  /** For the scores of attention, [n, 1, 1, length]: a large negative number where there is padding. */
  readonly bias: Tensor;
  /** The mean of the tokens that are no padding, [n, width]. */
  readonly mean: Tensor;
}

/**
 * Captions by tables of words and of places. Padding is hidden but for a padding that stands first: a caption of nothing
 * but padding is the null caption, and its one visible vector is learned like a word's.
 *
 * @param captions ids, int32 [n, length]
 * @throws RangeError if the captions have another shape
 */
export function textEncoder(scope: Scope, config: TextEncoderConfig, captions: Tensor): EncodedText {
  const { vocabulary, length, width } = config;
  const [n] = captions.shape;
  if (captions.shape.length !== 2 || captions.shape[1] !== length) {
    throw shapeError('textEncoder', 'captions', captions.shape, `[n, ${length}]`);
  }
  const words = embeddingLayer(scope, 'words', captions, vocabulary, width);
  const places = scope.parameter('places', [length, width], { kind: 'normal', sd: 0.02 });
  const tokens = layerNormLayer(scope, 'norm', add(words, places));
  const { graph } = scope;
  const behindFirst = graph.constant(
    Array.from({ length }, (_, place) => (place === 0 ? 0 : 1)),
    [length],
  );
  const hidden = mul(equal(captions, graph.integers([SPECIAL.padding], [1], 'int32')), behindFirst);
  const visible = sub(graph.scalar(1), hidden);
  const weights = div(visible, sum(visible, [1], { keepAxes: true }));
  return {
    tokens,
    bias: reshape(mul(hidden, HIDDEN), [n!, 1, 1, length]),
    mean: reshape(matmul(reshape(weights, [n!, 1, length]), tokens), [n!, width]),
  };
}
