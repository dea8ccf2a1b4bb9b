/** How many elements a tensor of this shape has; 1 for a scalar, whose shape is []. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

export function showShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** The error of an operand whose shape does not fit: names the op, the operand, what came and what was expected. */
export function shapeError(op: string, operand: string, shape: readonly number[], expected: string): RangeError {
  return new RangeError(`${op}: ${operand} has shape ${showShape(shape)}, expected ${expected}`);
}

/**
 * The shape two operands have together under ONNX's rule: aligned at the last axis, a length of 1 stretches.
 *
 * @throws RangeError naming the op and both operands if two lengths differ and neither is 1
 * @example broadcastShape('add', [4, 1, 3], [2, 1]) // => [4, 2, 3]
 */
export function broadcastShape(op: string, a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const first = a[axis - rank + a.length] ?? 1;
    const second = b[axis - rank + b.length] ?? 1;
    if (first !== second && first !== 1 && second !== 1) {
      throw shapeError(op, 'the second operand', b, `one that broadcasts with the first, ${showShape(a)}`);
    }
    return first === 1 ? second : first;
  });
}

/**
 * An axis counted from the front; negative ones count from the end.
 *
 * @throws RangeError naming the op if the tensor has no such axis
 */
export function axisOf(op: string, shape: readonly number[], axis: number): number {
  const fromFront = axis < 0 ? axis + shape.length : axis;
  if (!(Number.isInteger(fromFront) && fromFront >= 0 && fromFront < shape.length)) {
    throw shapeError(op, 'x', shape, `a tensor that has an axis ${axis}`);
  }
  return fromFront;
}

/**
 * The lengths of a shape of four axes: images or kernels.
 *
 * @param axes what they are, for the error
 * @throws RangeError naming the op and the operand if there are more or fewer
 */
export function fourAxes(
  op: string,
  operand: string,
  shape: readonly number[],
  axes = '[n, c, height, width]',
): [number, number, number, number] {
  if (shape.length !== 4) throw shapeError(op, operand, shape, axes);
  const [first, second, height, width] = shape;
  return [first!, second!, height!, width!];
}
