import { collinear, type NoFit, noFit, separated } from './no-fit.ts';
import { type CholeskyFactor, cholesky, choleskySolve } from './normal-equations.ts';

/** A log-likelihood at some coefficients, its gradient and minus its second derivatives. */
export interface Curvature {
  readonly value: number;
  /** Length k. */
  readonly score: Float64Array;
  /** Row-major k × k, lower triangle. */
  readonly information: Float64Array;
  /** What the information's diagonal is compared with to find dependent columns; see `cholesky`. */
  readonly scale?: Float64Array;
}

export interface Maximum {
  readonly kind: 'maximum';
  readonly coefficients: Float64Array;
  readonly value: number;
  readonly factor: CholeskyFactor;
  readonly lastStep: Float64Array;
  readonly iterations: number;
}

/** Squared length of a step in standard errors, below which the next one changes nothing. */
const CONVERGED = 1e-20;
const MOST_ITERATIONS = 100;
const MOST_HALVINGS = 40;
/** Rounding may lower the log-likelihood by this share of itself. */
const ROUNDING = 1e-12;

/**
 * Newton's method for a concave log-likelihood; a step that does not raise it is halved until it does.
 *
 * Dennis, J. E. & Schnabel, R. B. (1983). Numerical Methods for Unconstrained Optimization, chapter 6.
 *
 * @param start length k ≥ 1
 */
export function maximize(start: Float64Array, curvatureAt: (coefficients: Float64Array) => Curvature): Maximum | NoFit {
  let coefficients = start;
  let here = curvatureAt(start);
  for (let iterations = 1; iterations <= MOST_ITERATIONS; iterations++) {
    const factor = cholesky(here.information, start.length, here.scale);
    const [dependent] = factor.dependent;
    if (dependent !== undefined) return iterations === 1 ? collinear(dependent) : separated(dependent);
    const lastStep = choleskySolve(factor, here.score);
    if (dot(lastStep, here.score) <= CONVERGED) {
      coefficients = added(coefficients, lastStep, 1);
      return { kind: 'maximum', coefficients, value: here.value, factor, lastStep, iterations };
    }
    const next = climb(coefficients, lastStep, here.value, curvatureAt);
    if (next === null) return noFit('not-converged', 'no step raises the likelihood');
    coefficients = next.coefficients;
    here = next.curvature;
  }
  return noFit('not-converged', `no convergence in ${MOST_ITERATIONS} iterations`);
}

/** The column that is still moving: the one whose coefficient runs away where the likelihood has no maximum. */
export function fastest(step: Float64Array): number {
  return step.reduce((best, value, j) => (Math.abs(value) > Math.abs(step[best]!) ? j : best), 0);
}

function climb(
  from: Float64Array,
  step: Float64Array,
  value: number,
  curvatureAt: (coefficients: Float64Array) => Curvature,
): { coefficients: Float64Array; curvature: Curvature } | null {
  for (let halving = 0, share = 1; halving < MOST_HALVINGS; halving++, share /= 2) {
    const coefficients = added(from, step, share);
    const curvature = curvatureAt(coefficients);
    if (curvature.value >= value - ROUNDING * Math.abs(value)) return { coefficients, curvature };
  }
  return null;
}

function added(a: Float64Array, b: Float64Array, share: number): Float64Array {
  return a.map((value, j) => value + share * b[j]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}
