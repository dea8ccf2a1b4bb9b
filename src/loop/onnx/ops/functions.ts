import type { Tensor } from '../graph.ts';
import { div, mul, neg, sub } from './arithmetic.ts';
import { elementwise } from './elementwise.ts';

/** eˣ, elementwise. */
export function exp(x: Tensor): Tensor {
  return elementwise('exp', 'Exp', x, (y) => (dy) => mul(dy, y()));
}

/** The square root, elementwise. */
export function sqrt(x: Tensor): Tensor {
  return elementwise('sqrt', 'Sqrt', x, (y) => (dy) => div(mul(dy, 0.5), y()));
}

/** The hyperbolic tangent, elementwise. */
export function tanh(x: Tensor): Tensor {
  return elementwise('tanh', 'Tanh', x, (y) => (dy) => sub(dy, mul(dy, mul(y(), y()))));
}

/** 1 / (1 + e⁻ˣ), elementwise. */
export function sigmoid(x: Tensor): Tensor {
  return elementwise('sigmoid', 'Sigmoid', x, (y) => (dy) => mul(dy, sub(y(), mul(y(), y()))));
}

/** The sine, elementwise. */
export function sin(x: Tensor): Tensor {
  return elementwise('sin', 'Sin', x, () => (dy) => mul(dy, cos(x)));
}

/** The cosine, elementwise. */
export function cos(x: Tensor): Tensor {
  return elementwise('cos', 'Cos', x, () => (dy) => neg(mul(dy, sin(x))));
}

/** Gauss' error function, elementwise. */
export function erf(x: Tensor): Tensor {
  return elementwise('erf', 'Erf', x, () => (dy) => mul(dy, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))));
}

/** |x|, elementwise; at 0 the gradient is 0. */
export function abs(x: Tensor): Tensor {
  return elementwise('abs', 'Abs', x, () => (dy) => mul(dy, signOf(x)));
}

/** −1, 0 or 1. By Clip of a steep line, because WebGPU lacks Sign; below 1e-20 it is the line. */
function signOf(x: Tensor): Tensor {
  const steep = mul(x, 1e20);
  return x.graph.apply({ operator: 'Clip', inputs: [steep, x.graph.scalar(-1), x.graph.scalar(1)], shape: x.shape });
}
