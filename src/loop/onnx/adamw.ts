import { requireSameShape, type Tensor } from './graph.ts';
import { add, div, maximum, mul, sub } from './ops/arithmetic.ts';
import { sum } from './ops/broadcast.ts';
import { sqrt } from './ops/functions.ts';

/** What an optimiser carries from step to step, each [p]. */
export interface AdamWState {
  readonly parameters: Tensor;
  /** Moving mean of the gradient, 0 at the start. */
  readonly first: Tensor;
  /** Moving mean of the gradient's square, 0 at the start. */
  readonly second: Tensor;
}

export interface AdamWOptions {
  /** @default 0.9 */
  readonly beta1?: number;
  /** @default 0.999 */
  readonly beta2?: number;
  readonly epsilon: number;
  /**
   * Where epsilon is added to the root of the second moment: to the raw one, as in Keras, or to the bias-corrected one,
   * as in PyTorch. Where gradients are tiny the two part visibly.
   */
  readonly epsilonPlacement: 'keras' | 'pytorch';
  /** Share of the parameters that a step of learning rate 1 takes away. */
  readonly weightDecay: number;
}

/** The numbers of one step, as scalars. */
export interface AdamWStep<Number> {
  readonly learningRate: Number;
  /** 1 − β₁ᵗ. */
  readonly firstCorrection: Number;
  /** √(1 − β₂ᵗ). */
  readonly secondCorrection: Number;
}

/**
 * The numbers to feed at step t. Worked out in double precision: 1 − β₂ᵗ loses five digits in single.
 *
 * @param step t, counted from 1
 * @throws RangeError if step is not a whole number >= 1
 */
export function adamwStep(
  step: number,
  learningRate: number,
  { beta1 = 0.9, beta2 = 0.999 }: Pick<AdamWOptions, 'beta1' | 'beta2'> = {},
): AdamWStep<number> {
  if (!(Number.isSafeInteger(step) && step >= 1)) throw new RangeError(`step must be a whole number >= 1, got ${step}`);
  return { learningRate, firstCorrection: 1 - beta1 ** step, secondCorrection: Math.sqrt(1 - beta2 ** step) };
}

/**
 * One step of Adam with weight decay that the gradient does not see.
 *
 * Loshchilov, I. & Hutter, F. (2019). Decoupled weight decay regularization. ICLR.
 *
 * @param gradient [p]
 * @returns the state after the step
 * @throws RangeError if the vectors differ in length
 */
export function adamw(
  { parameters, first, second }: AdamWState,
  gradient: Tensor,
  { learningRate, firstCorrection, secondCorrection }: AdamWStep<Tensor>,
  { beta1 = 0.9, beta2 = 0.999, epsilon, epsilonPlacement, weightDecay }: AdamWOptions,
): AdamWState {
  for (const [name, vector] of Object.entries({ first, second, gradient })) {
    requireSameShape('adamw', name, vector, parameters.shape);
  }
  const nextFirst = add(mul(first, beta1), mul(gradient, 1 - beta1));
  const nextSecond = add(mul(second, beta2), mul(mul(gradient, gradient), 1 - beta2));
  const root = sqrt(nextSecond);
  const direction =
    epsilonPlacement === 'keras'
      ? div(mul(nextFirst, div(secondCorrection, firstCorrection)), add(root, epsilon))
      : div(div(nextFirst, firstCorrection), add(div(root, secondCorrection), epsilon));
  const kept = sub(parameters, mul(parameters, mul(learningRate, weightDecay)));
  return { parameters: sub(kept, mul(direction, learningRate)), first: nextFirst, second: nextSecond };
}

/**
 * Shortens a gradient to a Euclidean norm where it is longer.
 *
 * Pascanu, R., Mikolov, T. & Bengio, Y. (2013). On the difficulty of training recurrent neural networks. ICML.
 *
 * @param gradient [p]
 * @param limit > 0
 */
export function clipByNorm(gradient: Tensor, limit: number): Tensor {
  if (!(limit > 0)) throw new RangeError(`limit must be a number > 0, got ${limit}`);
  const norm = sqrt(sum(mul(gradient, gradient)));
  return mul(gradient, div(gradient.graph.scalar(limit), maximum(norm, limit)));
}
