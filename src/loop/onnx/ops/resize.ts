import { requireFloats, type Tensor } from '../graph.ts';
import { fourAxes } from '../shapes.ts';
import { expand, reshape } from './broadcast.ts';
import { swapLastAxes } from './layout.ts';
import { matmul } from './matmul.ts';

/**
 * Makes images larger by a whole factor, every pixel repeated.
 *
 * @param x [n, c, height, width]
 * @returns [n, c, factor · height, factor · width]
 */
export function resizeNearest(x: Tensor, factor: number): Tensor {
  requireFloats('resizeNearest', [x]);
  const [n, c, height, width] = fourAxes('resizeNearest', 'x', x.shape);
  if (!(Number.isSafeInteger(factor) && factor >= 1)) {
    throw new RangeError(`resizeNearest: factor must be a whole number >= 1, got ${factor}`);
  }
  const repeated = expand(reshape(x, [n, c, height, 1, width, 1]), [n, c, height, factor, width, factor]);
  return reshape(repeated, [n, c, factor * height, factor * width]);
}

/**
 * Resizes images by bilinear interpolation between pixel centres, clamped at the edges, without smoothing when they
 * become smaller: PyTorch's `interpolate(mode='bilinear', align_corners=False)` and Keras' UpSampling2D. As two products
 * with constant matrices, because ONNX has no operator for the gradient of Resize.
 *
 * @param x [n, c, height, width]
 * @returns [n, c, height', width']
 */
export function resizeBilinear(x: Tensor, [height, width]: readonly [height: number, width: number]): Tensor {
  requireFloats('resizeBilinear', [x]);
  const [, , rows, columns] = fourAxes('resizeBilinear', 'x', x.shape);
  if (![height, width].every((length) => Number.isSafeInteger(length) && length >= 1)) {
    throw new RangeError(`resizeBilinear: a size is of whole numbers >= 1, got ${height} × ${width}`);
  }
  const down = x.graph.constant(interpolation(rows, height), [height, rows]);
  const across = x.graph.constant(interpolation(columns, width), [width, columns]);
  return matmul(matmul(down, x), swapLastAxes(across));
}

/** The matrix [to, from] whose rows are the weights of a resized line's pixels. */
function interpolation(from: number, to: number): Float32Array {
  const matrix = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const place = Math.max(((row + 0.5) * from) / to - 0.5, 0);
    const low = Math.min(Math.floor(place), from - 1);
    const high = Math.min(low + 1, from - 1);
    const weight = place - low;
    matrix[row * from + low]! += 1 - weight;
    matrix[row * from + high]! += weight;
  }
  return matrix;
}
