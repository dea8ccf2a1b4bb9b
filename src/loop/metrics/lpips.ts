import type { FeatureMatrix } from './feature-matrix.ts';

/** Activations of one layer for two images, and the layer's learned weights. */
export interface LpipsLayer {
  /** channels × positions: an activation map, its height and width flattened. */
  readonly a: FeatureMatrix;
  /** channels × positions. */
  readonly b: FeatureMatrix;
  /** Of each channel, >= 0: what its squared difference is multiplied by, as stored in published checkpoints. */
  readonly weights: Float32Array | Float64Array;
}

/** Keeps a position where no channel is active from dividing by zero, as in the published code. */
const EPSILON = 1e-10;

/**
 * Learned perceptual distance from given activations: at every position channels are scaled to length 1, squared
 * differences weighted, averaged over positions, and layers summed. 0 for equal images.
 *
 * Zhang, R. et al. (2018). The unreasonable effectiveness of deep features as a perceptual metric, arXiv 1801.03924. The
 * paper's factors, applied before squaring, are the roots of these weights. Name the network and version beside the value.
 *
 * @throws RangeError if activations or weights differ in shape, or a weight is negative
 */
export function lpips(layers: readonly LpipsLayer[]): number {
  return layers.reduce((sum, layer) => sum + layerDistance(layer), 0);
}

function layerDistance({ a, b, weights }: LpipsLayer): number {
  const { rows: channels, columns: positions } = a;
  if (b.rows !== channels || b.columns !== positions || weights.length !== channels) {
    throw new RangeError(
      `expected ${channels} × ${positions} activations and ${channels} weights, got ${b.rows} × ${b.columns} and ${weights.length}`,
    );
  }
  if (!weights.every((weight) => weight >= 0)) throw new RangeError('weights of channels must be numbers >= 0');
  const scaleA = inverseLengths(a);
  const scaleB = inverseLengths(b);
  let sum = 0;
  for (let c = 0; c < channels; c++) {
    let squares = 0;
    for (let p = 0; p < positions; p++) {
      const at = c * positions + p;
      squares += (a.values[at]! * scaleA[p]! - b.values[at]! * scaleB[p]!) ** 2;
    }
    sum += weights[c]! * squares;
  }
  return sum / positions;
}

function inverseLengths({ rows, columns, values }: FeatureMatrix): Float64Array {
  const squares = new Float64Array(columns);
  for (let c = 0; c < rows; c++) for (let p = 0; p < columns; p++) squares[p]! += values[c * columns + p]! ** 2;
  return squares.map((sum) => 1 / (Math.sqrt(sum) + EPSILON));
}
