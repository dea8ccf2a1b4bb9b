import { requireFloats, type Tensor } from '../graph.ts';
import { axisOf, sameShape, shapeError, showShape } from '../shapes.ts';
import { reshape } from './broadcast.ts';

/**
 * Puts the axes in another order: axis i of the result is axis order[i] of x.
 *
 * @throws RangeError if the order does not name every axis once
 */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  requireFloats('transpose', [x]);
  if (
    !sameShape(
      order.toSorted((a, b) => a - b),
      [...x.shape.keys()],
    )
  ) {
    throw shapeError('transpose', 'x', x.shape, `one axis for each of the order ${showShape(order)}`);
  }
  if (order.every((axis, place) => axis === place)) return x;
  const back = order.map((_, axis) => order.indexOf(axis));
  return x.graph.apply({
    operator: 'Transpose',
    inputs: [x],
    shape: order.map((axis) => x.shape[axis]!),
    attributes: { perm: order },
    pullbacks: [(dy) => transpose(dy, back)],
  });
}

/** Transposes the matrices in the last two axes. @throws RangeError if there are fewer than two axes */
export function swapLastAxes(x: Tensor): Tensor {
  const rank = x.shape.length;
  if (rank < 2) throw shapeError('swapLastAxes', 'x', x.shape, '[..., m, n]');
  return transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

/** How much is put before and after one axis. */
export interface AxisPadding {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Puts zeros around x; the adjoint of {@link slice}.
 *
 * @throws RangeError if x lacks an axis or a length is not a whole number >= 0
 */
export function pad(x: Tensor, paddings: readonly AxisPadding[]): Tensor {
  requireFloats('pad', [x]);
  const before = x.shape.map(() => 0);
  const after = x.shape.map(() => 0);
  for (const padding of paddings) {
    const axis = axisOf('pad', x.shape, padding.axis);
    before[axis] = wholeLength('before', padding.before);
    after[axis] = wholeLength('after', padding.after);
  }
  if ([...before, ...after].every((length) => length === 0)) return x;
  const shape = x.shape.map((length, axis) => before[axis]! + length + after[axis]!);
  const windows = x.shape.map((length, axis) => ({ axis, start: before[axis]!, end: before[axis]! + length }));
  return x.graph.apply({
    operator: 'Pad',
    inputs: [x, x.graph.integers([...before, ...after], [2 * x.shape.length], 'int64')],
    shape,
    pullbacks: [(dy) => slice(dy, windows), undefined],
  });
}

function wholeLength(name: string, length: number): number {
  if (!(Number.isSafeInteger(length) && length >= 0)) {
    throw new RangeError(`pad: ${name} must be a whole number >= 0, got ${length}`);
  }
  return length;
}

/** The elements start, start + step, ... below end of one axis. */
export interface Window {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  /** @default 1 */
  readonly step?: number;
}

/**
 * Takes a window of each named axis and the whole of the others.
 *
 * @throws RangeError if a window is empty or leaves its axis
 */
export function slice(x: Tensor, windows: readonly Window[]): Tensor {
  requireFloats('slice', [x]);
  const parts = windows
    .map(({ axis, start, end, step = 1 }) => ({ axis: axisOf('slice', x.shape, axis), start, end, step }))
    .filter(({ axis, start, end, step }) => start !== 0 || end !== x.shape[axis] || step !== 1);
  if (parts.length === 0) return x;
  const shape = [...x.shape];
  for (const { axis, start, end, step } of parts) {
    const numbers = [start, end, step].every(Number.isSafeInteger);
    if (!(numbers && step >= 1 && start >= 0 && start < end && end <= x.shape[axis]!)) {
      throw shapeError('slice', 'x', x.shape, `an axis ${axis} that holds ${start} to ${end} by ${step}`);
    }
    shape[axis] = Math.ceil((end - start) / step);
  }
  const numbers = (of: (part: Required<Window>) => number) => x.graph.integers(parts.map(of), [parts.length], 'int64');
  return x.graph.apply({
    operator: 'Slice',
    inputs: [x, numbers((p) => p.start), numbers((p) => p.end), numbers((p) => p.axis), numbers((p) => p.step)],
    shape,
    pullbacks: [(dy) => spread(dy, x.shape, parts)],
  });
}

/** Puts a slice's elements back where they were, among zeros. */
function spread(dy: Tensor, shape: readonly number[], parts: readonly Required<Window>[]): Tensor {
  const stretched = parts.reduce((x, { axis, step }) => dilate(x, axis, step), dy);
  const paddings = parts.map(({ axis, start }) => ({
    axis,
    before: start,
    after: shape[axis]! - start - stretched.shape[axis]!,
  }));
  return pad(stretched, paddings);
}

/** Puts step − 1 zeros between the elements of one axis. */
export function dilate(x: Tensor, axis: number, step: number): Tensor {
  const length = x.shape[axis]!;
  if (step === 1 || length === 1) return x;
  const front = x.shape.slice(0, axis + 1);
  const back = x.shape.slice(axis + 1);
  const apart = pad(reshape(x, [...front, 1, ...back]), [{ axis: axis + 1, before: 0, after: step - 1 }]);
  const joined = reshape(apart, [...front.slice(0, -1), length * step, ...back]);
  return slice(joined, [{ axis, start: 0, end: (length - 1) * step + 1 }]);
}

/**
 * Joins tensors along an axis.
 *
 * @throws RangeError naming the first tensor whose other axes differ from the first one's
 */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const first = tensors[0];
  if (first === undefined) throw new RangeError('concat: at least one tensor is needed, got none');
  requireFloats('concat', tensors);
  const along = axisOf('concat', first.shape, axis);
  for (const [place, tensor] of tensors.entries()) {
    const expected = first.shape.with(along, tensor.shape[along] ?? 1);
    if (!sameShape(tensor.shape, expected)) {
      throw shapeError(
        'concat',
        `operand ${place + 1}`,
        tensor.shape,
        `${showShape(first.shape)} but for axis ${along}`,
      );
    }
  }
  if (tensors.length === 1) return first;
  const ends = tensors.map((_, place) =>
    tensors.slice(0, place + 1).reduce((end, { shape }) => end + shape[along]!, 0),
  );
  return first.graph.apply({
    operator: 'Concat',
    inputs: tensors,
    shape: first.shape.with(along, ends.at(-1)!),
    attributes: { axis: along },
    pullbacks: tensors.map(
      ({ shape }, place) =>
        (dy) =>
          slice(dy, [{ axis: along, start: ends[place]! - shape[along]!, end: ends[place]! }]),
    ),
  });
}
