import { requireFloats, type Tensor } from '../graph.ts';
import { axisOf, broadcastShape, sameShape, shapeError, showShape, sizeOf } from '../shapes.ts';

/**
 * The same values, row by row, in another shape.
 *
 * @throws RangeError if the shapes do not hold equally many elements
 */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  if (sizeOf(x.shape) !== sizeOf(shape)) {
    throw shapeError('reshape', 'x', x.shape, `${sizeOf(shape)} elements, as ${showShape(shape)} has`);
  }
  if (sameShape(x.shape, shape)) return x;
  return x.graph.apply({
    operator: 'Reshape',
    inputs: [x, x.graph.integers(shape, [shape.length], 'int64')],
    shape,
    type: x.type,
    pullbacks: [(dy) => reshape(dy, x.shape), undefined],
  });
}

/**
 * Repeats x along new leading axes and axes of length 1; the adjoint of {@link sumTo}.
 *
 * @throws RangeError if x does not broadcast to the shape
 */
export function expand(x: Tensor, shape: readonly number[]): Tensor {
  requireFloats('expand', [x]);
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShape('expand', shape, x.shape), shape)) {
    throw shapeError('expand', 'x', x.shape, `one that broadcasts to ${showShape(shape)}`);
  }
  return x.graph.apply({
    operator: 'Expand',
    inputs: [x, x.graph.integers(shape, [shape.length], 'int64')],
    shape,
    pullbacks: [(dy) => sumTo(dy, x.shape), undefined],
  });
}

/** Sums over the axes along which a tensor of the given shape was broadcast to x's. */
export function sumTo(x: Tensor, shape: readonly number[]): Tensor {
  const added = x.shape.length - shape.length;
  const axes = x.shape.flatMap((length, axis) =>
    axis < added || (shape[axis - added] === 1 && length > 1) ? [axis] : [],
  );
  return reshape(sum(x, axes, { keepAxes: true }), shape);
}

export interface ReductionOptions {
  /** Whether the axes stay, with length 1. @default false */
  readonly keepAxes?: boolean;
}

/**
 * Sums over axes.
 *
 * @param axes negative ones count from the end; @default all
 * @throws RangeError if x lacks an axis
 */
export function sum(x: Tensor, axes?: readonly number[], options: ReductionOptions = {}): Tensor {
  return reduce('sum', 'ReduceSum', x, axes, options, (kept) => (dy) => expand(reshape(dy, kept), x.shape));
}

/** One of ONNX's reductions; `pullback` is given the shape of the result with its axes kept. */
export function reduce(
  op: string,
  operator: string,
  x: Tensor,
  axes: readonly number[] | undefined,
  { keepAxes = false }: ReductionOptions,
  pullback: (kept: readonly number[]) => (dy: Tensor) => Tensor,
): Tensor {
  requireFloats(op, [x]);
  const over = new Set((axes ?? [...x.shape.keys()]).map((axis) => axisOf(op, x.shape, axis)));
  if (over.size === 0) return x;
  const kept = x.shape.map((length, axis) => (over.has(axis) ? 1 : length));
  const sorted = [...over].sort((a, b) => a - b);
  return x.graph.apply({
    operator,
    inputs: [x, x.graph.integers(sorted, [sorted.length], 'int64')],
    shape: keepAxes ? kept : x.shape.filter((_, axis) => !over.has(axis)),
    attributes: { keepdims: keepAxes ? 1 : 0 },
    pullbacks: [pullback(kept), undefined],
  });
}
