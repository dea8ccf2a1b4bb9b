import { type Pullback, requireFloats, type Tensor } from '../graph.ts';
import { broadcastShape } from '../shapes.ts';
import { sumTo } from './broadcast.ts';
import { elementwise } from './elementwise.ts';

/** An operand of arithmetic: a tensor, or a number that becomes a constant of the other operand's graph. */
export type Operand = Tensor | number;

/** a + b, elementwise with broadcasting. @throws RangeError if the shapes do not broadcast */
export function add(a: Tensor, b: Operand): Tensor {
  return binary('add', 'Add', a, b, () => [(dy) => dy, (dy) => dy]);
}

/** a − b, elementwise with broadcasting. @throws RangeError if the shapes do not broadcast */
export function sub(a: Tensor, b: Operand): Tensor {
  return binary('sub', 'Sub', a, b, () => [(dy) => dy, neg]);
}

/** a · b, elementwise with broadcasting. @throws RangeError if the shapes do not broadcast */
export function mul(a: Tensor, b: Operand): Tensor {
  return binary('mul', 'Mul', a, b, (right) => [(dy) => mul(dy, right), (dy) => mul(dy, a)]);
}

/** a / b, elementwise with broadcasting. @throws RangeError if the shapes do not broadcast */
export function div(a: Tensor, b: Operand): Tensor {
  return binary('div', 'Div', a, b, (right, y) => [(dy) => div(dy, right), (dy) => neg(div(mul(dy, y()), right))]);
}

/**
 * a to the power of b, elementwise with broadcasting. The gradient by b is that of a > 0, where the power is smooth.
 *
 * @throws RangeError if the shapes do not broadcast
 */
export function pow(a: Tensor, b: Operand): Tensor {
  return binary('pow', 'Pow', a, b, (right, y) => [
    (dy) => mul(dy, mul(right, pow(a, sub(right, 1)))),
    (dy) => mul(dy, mul(y(), log(a))),
  ]);
}

/**
 * The greater of a and b, elementwise with broadcasting. Where they are equal the gradient goes to a.
 *
 * @throws RangeError if the shapes do not broadcast
 */
export function maximum(a: Tensor, b: Operand): Tensor {
  return binary('maximum', 'Max', a, b, (right) => [
    (dy) => sub(dy, mul(dy, greater(right, a))),
    (dy) => mul(dy, greater(right, a)),
  ]);
}

/** −x. */
export function neg(x: Tensor): Tensor {
  return elementwise('neg', 'Neg', x, () => neg);
}

/** The natural logarithm, elementwise. */
export function log(x: Tensor): Tensor {
  return elementwise('log', 'Log', x, () => (dy) => div(dy, x));
}

/** 1 where a > b, else 0, elementwise with broadcasting; a step, so no gradient passes. */
export function greater(a: Tensor, b: Tensor): Tensor {
  return indicator('greater', 'Greater', a, b);
}

/** 1 where a = b, else 0, elementwise with broadcasting; no gradient passes. */
export function equal(a: Tensor, b: Tensor): Tensor {
  return indicator('equal', 'Equal', a, b);
}

function indicator(op: string, operator: string, a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape(op, a.shape, b.shape);
  const holds = a.graph.apply({ operator, inputs: [a, b], shape, type: 'bool' });
  return a.graph.apply({ operator: 'Cast', inputs: [holds], shape, attributes: { to: 1 } });
}

function binary(
  op: string,
  operator: string,
  a: Tensor,
  b: Operand,
  pullbacks: (right: Tensor, y: () => Tensor) => readonly [Pullback, Pullback],
): Tensor {
  const right = typeof b === 'number' ? a.graph.scalar(b) : b;
  requireFloats(op, [a, right]);
  const [byLeft, byRight] = pullbacks(right, () => y);
  const y: Tensor = a.graph.apply({
    operator,
    inputs: [a, right],
    shape: broadcastShape(op, a.shape, right.shape),
    pullbacks: [(dy) => sumTo(byLeft(dy), a.shape), (dy) => sumTo(byRight(dy), right.shape)],
  });
  return y;
}
