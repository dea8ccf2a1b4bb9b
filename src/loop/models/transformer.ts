import type { Tensor } from '../onnx/graph.ts';
import { gelu } from '../onnx/ops/activations.ts';
import { add } from '../onnx/ops/arithmetic.ts';
import { attentionLayer } from './attention-layer.ts';
import { denseLayer, layerNormLayer } from './layers.ts';
import type { Scope } from './scope.ts';

export interface TransformerBlockOptions {
  /** Must divide the width. */
  readonly heads: number;
  /** Added to the scores of the tokens among themselves; broadcasts to [n, heads, length, length]. */
  readonly bias: Tensor;
  /** What the tokens look at besides one another, [n, any length, any width]. @default nothing */
  readonly context?: Tensor;
}

/** How much wider a block's inner layer is than its tokens. */
const EXPANSION = 4;

/**
 * Attention of the tokens to one another, then to a context, then a network of two layers for each token; every part adds
 * to what it was given and is normalised before.
 *
 * Vaswani, A. et al. (2017). Attention is all you need. NeurIPS. Normalisation first as in: Xiong, R. et al. (2020). On
 * layer normalization in the transformer architecture. ICML.
 *
 * @param x [n, length, width]
 * @returns [n, length, width]
 */
export function transformerBlock(scope: Scope, x: Tensor, { heads, bias, context }: TransformerBlockOptions): Tensor {
  const normal = layerNormLayer(scope, 'norm/self', x);
  const looked = add(x, attentionLayer(scope, 'self', normal, normal, { heads, bias }));
  const told = context === undefined ? looked : add(looked, lookAt(scope, looked, context, heads));
  const width = x.shape.at(-1)!;
  const inner = gelu(denseLayer(scope, 'inner', layerNormLayer(scope, 'norm/inner', told), EXPANSION * width));
  return add(told, denseLayer(scope, 'outer', inner, width));
}

function lookAt(scope: Scope, x: Tensor, context: Tensor, heads: number): Tensor {
  return attentionLayer(scope, 'context', layerNormLayer(scope, 'norm/context', x), context, { heads });
}
