import { gradients } from '../gradients.ts';
import { requireFloats, type Tensor } from '../graph.ts';
import { shapeError } from '../shapes.ts';
import { maximum } from './arithmetic.ts';
import { reshape } from './broadcast.ts';
import { conv } from './conv.ts';
import { slice } from './layout.ts';
import { sweepOf, type WindowOptions } from './padding.ts';
import { mean } from './reduce.ts';

export interface PoolOptions extends Omit<WindowOptions, 'padding'> {
  /** Side of the square window. */
  readonly size: number;
  /** @default size */
  readonly stride?: number;
}

/**
 * The mean over square windows.
 *
 * @param x [n, c, height, width]
 * @returns [n, c, height', width']; rows and columns that fill no window are left out
 * @throws RangeError if x is no image or smaller than the window
 */
export function averagePool(x: Tensor, { size, stride = size }: PoolOptions): Tensor {
  const equal = stride === size ? () => meanOfTiles(x, size) : () => meanOfWindows(x, size, stride);
  return pool('averagePool', 'AveragePool', x, { size, stride }, equal);
}

/**
 * The greatest value of square windows. Of equal ones the first, row by row, has the gradient.
 *
 * @param x [n, c, height, width]
 * @returns [n, c, height', width']; rows and columns that fill no window are left out
 * @throws RangeError if x is no image or smaller than the window
 */
export function maxPool(x: Tensor, { size, stride = size }: PoolOptions): Tensor {
  const [, , height, width] = requireImage('maxPool', x, size);
  const { places } = sweepOf('maxPool', [height, width], [size, size], { stride });
  const at = (axis: number, start: number) => ({
    axis,
    start,
    end: start + stride * (places[axis - 2]! - 1) + 1,
    step: stride,
  });
  return pool('maxPool', 'MaxPool', x, { size, stride }, () =>
    Array.from({ length: size * size }, (_, tap) =>
      slice(x, [at(2, Math.floor(tap / size)), at(3, tap % size)]),
    ).reduce((greatest, tap) => maximum(greatest, tap)),
  );
}

/** By axes of their own for the pixels of a tile: the gradient is a plain repetition. */
function meanOfTiles(x: Tensor, size: number): Tensor {
  const [n, c, height, width] = requireImage('averagePool', x, size);
  const [down, across] = [Math.floor(height / size), Math.floor(width / size)];
  const tiled = slice(x, [
    { axis: 2, start: 0, end: down * size },
    { axis: 3, start: 0, end: across * size },
  ]);
  return mean(reshape(tiled, [n, c, down, size, across, size]), [3, 5]);
}

function meanOfWindows(x: Tensor, size: number, stride: number): Tensor {
  const [, c] = requireImage('averagePool', x, size);
  const weight = x.graph.constant(new Float32Array(c * size * size).fill(1 / (size * size)), [c, 1, size, size]);
  return conv(x, weight, undefined, { stride, groups: c });
}

/** ONNX's own operator forward; its gradient is that of an equal graph whose operators have one. */
function pool(
  op: string,
  operator: string,
  x: Tensor,
  { size, stride }: Required<PoolOptions>,
  equal: () => Tensor,
): Tensor {
  const [n, c, height, width] = requireImage(op, x, size);
  const { places } = sweepOf(op, [height, width], [size, size], { stride });
  return x.graph.apply({
    operator,
    inputs: [x],
    shape: [n, c, ...places],
    attributes: { kernel_shape: [size, size], strides: [stride, stride] },
    pullbacks: [(dy) => gradients(equal(), [x], dy)[0]!],
  });
}

function requireImage(op: string, x: Tensor, size: number): [number, number, number, number] {
  requireFloats(op, [x]);
  if (!(Number.isSafeInteger(size) && size >= 1))
    throw new RangeError(`${op}: size must be a whole number >= 1, got ${size}`);
  const [n, c, height, width] = x.shape;
  if (x.shape.length !== 4) throw shapeError(op, 'x', x.shape, '[n, c, height, width]');
  return [n!, c!, height!, width!];
}
