import type { Tensor } from '../graph.ts';
import { add, greater, mul, sub } from './arithmetic.ts';
import { elementwise } from './elementwise.ts';
import { erf, sigmoid } from './functions.ts';

/** max(x, 0), elementwise; at 0 the gradient is 0. */
export function relu(x: Tensor): Tensor {
  return elementwise('relu', 'Relu', x, () => (dy) => mul(dy, greater(x, x.graph.scalar(0))));
}

/**
 * x · σ(x), elementwise.
 *
 * Elfwing, S., Uchibe, E. & Doya, K. (2018). Sigmoid-weighted linear units. Neural Networks 107, 3–11.
 */
export function silu(x: Tensor): Tensor {
  const gate = sigmoid(x);
  const y = mul(x, gate);
  return x.graph.derive(y, [x], [(dy) => mul(dy, add(gate, sub(y, mul(y, gate))))]);
}

/**
 * x · Φ(x), elementwise, Φ the standard normal distribution function: the exact form, not the one by tanh.
 *
 * Hendrycks, D. & Gimpel, K. (2016). Gaussian error linear units. arXiv:1606.08415.
 */
export function gelu(x: Tensor): Tensor {
  return mul(x, add(mul(erf(mul(x, Math.SQRT1_2)), 0.5), 0.5));
}
