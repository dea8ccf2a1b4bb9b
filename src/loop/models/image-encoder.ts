import type { Tensor } from '../onnx/graph.ts';
import { silu } from '../onnx/ops/activations.ts';
import { add } from '../onnx/ops/arithmetic.ts';
import { averagePool } from '../onnx/ops/pool.ts';
import { fourAxes } from '../onnx/shapes.ts';
import { convLayer, groupNormLayer, ZEROS } from './layers.ts';
import type { Scope } from './scope.ts';

/** Square images and the residual network that looks at them. */
export interface ImageEncoderConfig {
  /** Pixels a side: a multiple of 2 for every stage but the first. */
  readonly size: number;
  /** Colours. */
  readonly channels: number;
  /** Channels of each stage; a stage sees half as many pixels a side as the one before. */
  readonly widths: readonly number[];
  /** Residual blocks of a stage. */
  readonly depth: number;
  /** Of the group normalisations; divides every width. */
  readonly groups: number;
}

/**
 * A residual network of pre-activation blocks with group normalisation. Each block begins as its shortcut.
 *
 * He, K. et al. (2016). Identity mappings in deep residual networks. ECCV.
 *
 * @param images [n, channels, size, size]
 * @returns [n, last width, side, side], side = {@link gridSide}, normalised and through SiLU
 * @throws RangeError if the size does not halve as often as the stages need
 */
export function imageEncoder(scope: Scope, images: Tensor, config: ImageEncoderConfig): Tensor {
  gridSide(config);
  const { widths, depth, groups } = config;
  let x = convLayer(scope, 'stem', images, { out: widths[0]!, kernel: 3 });
  for (const [stage, out] of widths.entries()) {
    for (let block = 0; block < depth; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      x = residualBlock(scope.within(`stage${stage}/block${block}`), x, { out, stride, groups });
    }
  }
  return silu(groupNormLayer(scope, 'norm', x, groups));
}

/** Pixels a side of what the encoder gives. @throws RangeError as {@link imageEncoder} */
export function gridSide({ size, widths }: Pick<ImageEncoderConfig, 'size' | 'widths'>): number {
  const side = size / 2 ** (widths.length - 1);
  if (!(Number.isSafeInteger(side) && side >= 1)) {
    throw new RangeError(
      `an encoder of ${widths.length} stages needs a size that is a multiple of ${size / side}, got ${size}`,
    );
  }
  return side;
}

interface BlockOptions {
  readonly out: number;
  readonly stride: 1 | 2;
  readonly groups: number;
}

function residualBlock(scope: Scope, x: Tensor, { out, stride, groups }: BlockOptions): Tensor {
  const [, c] = fourAxes('residualBlock', 'x', x.shape);
  const active = silu(groupNormLayer(scope, 'norm1', x, groups));
  const first = convLayer(scope, 'conv1', active, { out, kernel: 3, stride });
  const second = silu(groupNormLayer(scope, 'norm2', first, groups));
  const residue = convLayer(scope, 'conv2', second, { out, kernel: 3, initial: ZEROS });
  if (c === out && stride === 1) return add(x, residue);
  const pooled = stride === 1 ? active : averagePool(active, { size: stride });
  return add(convLayer(scope, 'shortcut', pooled, { out, kernel: 1 }), residue);
}
