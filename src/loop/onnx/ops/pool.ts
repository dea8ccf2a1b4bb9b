import { gradients } from '../gradients.ts';
import { requireFloats, type Tensor } from '../graph.ts';
import { fourAxes } from '../shapes.ts';
import { maximum } from './arithmetic.ts';
import { conv } from './conv.ts';
import { swapLastAxes } from './layout.ts';
import { matmul } from './matmul.ts';
import { type Sweep, sweepOf, taps, type WindowOptions } from './padding.ts';

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
  return pool('averagePool', 'AveragePool', x, { size, stride }, (sweep) =>
    stride === size ? meanOfTiles(x, sweep) : meanOfWindows(x, sweep),
  );
}

/**
 * The greatest value of square windows. Of equal ones the first, row by row, has the gradient.
 *
 * @param x [n, c, height, width]
 * @returns [n, c, height', width']; rows and columns that fill no window are left out
 * @throws RangeError if x is no image or smaller than the window
 */
export function maxPool(x: Tensor, { size, stride = size }: PoolOptions): Tensor {
  return pool('maxPool', 'MaxPool', x, { size, stride }, (sweep) =>
    [...taps(x, sweep)].reduce((greatest, tap) => maximum(greatest, tap)),
  );
}

/** As two products with constant matrices: their gradient takes a sixth of the time of a repetition by Expand. */
function meanOfTiles(x: Tensor, { kernel: [size], places: [down, across] }: Sweep): Tensor {
  const [height, width] = [x.shape[2]!, x.shape[3]!];
  const byRows = x.graph.constant(tileMeans(height, down, size), [down, height]);
  const byColumns = x.graph.constant(tileMeans(width, across, size), [across, width]);
  return matmul(matmul(byRows, x), swapLastAxes(byColumns));
}

/** The matrix [places, length] that takes the means of a line's tiles. */
function tileMeans(length: number, places: number, size: number): Float32Array {
  const matrix = new Float32Array(places * length);
  for (let place = 0; place < places; place++) {
    matrix.fill(1 / size, place * length + place * size, place * length + (place + 1) * size);
  }
  return matrix;
}

function meanOfWindows(x: Tensor, { kernel, stride }: Sweep): Tensor {
  const c = x.shape[1]!;
  const pixels = kernel[0] * kernel[1];
  const weight = x.graph.constant(new Float32Array(c * pixels).fill(1 / pixels), [c, 1, ...kernel]);
  return conv(x, weight, undefined, { stride, groups: c });
}

/** ONNX's own operator forward; its gradient is that of an equal graph whose operators have one. */
function pool(
  op: string,
  operator: string,
  x: Tensor,
  { size, stride }: Required<PoolOptions>,
  equal: (sweep: Sweep) => Tensor,
): Tensor {
  requireFloats(op, [x]);
  const [n, c, height, width] = fourAxes(op, 'x', x.shape);
  if (!(Number.isSafeInteger(size) && size >= 1))
    throw new RangeError(`${op}: size must be a whole number >= 1, got ${size}`);
  const sweep = sweepOf(op, [height, width], [size, size], { stride });
  return x.graph.apply({
    operator,
    inputs: [x],
    shape: [n, c, ...sweep.places],
    attributes: { kernel_shape: [size, size], strides: [stride, stride] },
    pullbacks: [(dy) => gradients(equal(sweep), [x], dy)[0]!],
  });
}
