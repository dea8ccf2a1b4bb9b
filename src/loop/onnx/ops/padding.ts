import type { Tensor } from '../graph.ts';
import { slice } from './layout.ts';

/** Zeros around an image: top, left, bottom, right; each less than the window is high or wide. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

/** 'valid' puts no zeros around; 'same' makes the result ⌈length / stride⌉ long, the odd zero at the end. */
export type Padding = 'same' | 'valid' | Pads;

/** How a window moves over an image [n, c, height, width]. */
export interface WindowOptions {
  /** Step between windows, along both axes. @default 1 */
  readonly stride?: number;
  /** @default 'valid' */
  readonly padding?: Padding;
}

/** A window's way over an image with every number known. */
export interface Sweep {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  readonly pads: Pads;
  /** Places of the window: height and width of the result. */
  readonly places: readonly [height: number, width: number];
}

/**
 * Works out where a window stands.
 *
 * @param image height and width
 * @param kernel height and width of the window
 * @throws RangeError naming the op if stride or padding are no such numbers or the window does not fit in the image
 */
export function sweepOf(
  op: string,
  image: readonly [height: number, width: number],
  kernel: readonly [height: number, width: number],
  { stride = 1, padding = 'valid' }: WindowOptions,
): Sweep {
  if (!(Number.isSafeInteger(stride) && stride >= 1)) {
    throw new RangeError(`${op}: stride must be a whole number >= 1, got ${stride}`);
  }
  const pads = padding === 'same' ? samePads(image, kernel, stride) : padding === 'valid' ? NO_PADS : padding;
  if (!pads.every((length, side) => Number.isSafeInteger(length) && length >= 0 && length < kernel[side % 2]!)) {
    throw new RangeError(
      `${op}: padding must be whole numbers >= 0 below the window's ${kernel[0]} × ${kernel[1]}, got ${pads.join(', ')}`,
    );
  }
  const [top, left, bottom, right] = pads;
  const height = Math.floor((image[0] + top + bottom - kernel[0]) / stride) + 1;
  const width = Math.floor((image[1] + left + right - kernel[1]) / stride) + 1;
  if (height < 1 || width < 1) {
    throw new RangeError(
      `${op}: x is ${image[0] + top + bottom} × ${image[1] + left + right} with its padding, ` +
        `expected at least the window's ${kernel[0]} × ${kernel[1]}`,
    );
  }
  return { kernel, stride, pads, places: [height, width] };
}

/**
 * What each place in a window sees from all places of the window, row by row.
 *
 * @param padded [n, c, height, width], the image with its zeros around
 * @returns tensors [n, c, height', width'], as many as the window has places
 */
export function* taps(padded: Tensor, { kernel, stride, places: [down, across] }: Sweep): Generator<Tensor, void> {
  for (let row = 0; row < kernel[0]; row++) {
    for (let column = 0; column < kernel[1]; column++) {
      yield slice(padded, [
        { axis: 2, start: row, end: row + stride * (down - 1) + 1, step: stride },
        { axis: 3, start: column, end: column + stride * (across - 1) + 1, step: stride },
      ]);
    }
  }
}

const NO_PADS: Pads = [0, 0, 0, 0];

function samePads(image: readonly [number, number], kernel: readonly [number, number], stride: number): Pads {
  const missing = (axis: 0 | 1) => {
    const places = Math.ceil(image[axis] / stride);
    return Math.max((places - 1) * stride + kernel[axis] - image[axis], 0);
  };
  const [down, across] = [missing(0), missing(1)];
  return [Math.floor(down / 2), Math.floor(across / 2), Math.ceil(down / 2), Math.ceil(across / 2)];
}
