import { logGamma } from '../../core/math/gamma.ts';
import { maximize } from './newton.ts';
import { type NoFit, noFit } from './no-fit.ts';
import { addOuterProduct, cholesky, choleskyInverse, rowMajor } from './normal-equations.ts';
import { type PoissonData, poissonRegression } from './poisson.ts';
import { requireValues } from './require-values.ts';

export interface NegativeBinomialFit {
  readonly kind: 'fit';
  /** On the log scale; length k. */
  readonly coefficients: Float64Array;
  /** α in var = μ + α·μ², > 0; 1/α is the θ of other programs. */
  readonly overdispersion: number;
  /** Of the coefficients and, last, of α, from the observed information; row-major (k + 1) × (k + 1). */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
}

const CONVERGED = 1e-13;
const MOST_ITERATIONS = 500;
const LEAST_ALPHA = 1e-6;
const GREATEST_ALPHA = 1e6;

/**
 * Negative binomial regression with log link and quadratic variance (NB2), by maximum likelihood. Unlike the Poisson
 * regression it is wrong where the variance is not quadratic, and with an effect for each artist its estimates are biased:
 * a check of the Poisson result without artist effects, no more.
 *
 * Hausman, J., Hall, B. & Griliches, Z. (1984). Econometric models for count data. Econometrica 52, 909–938.
 *
 * @param data counts must be whole
 * @returns the fit, or why there is none; `not-overdispersed` where α = 0, the Poisson regression, fits best
 * @throws RangeError if lengths differ or a value is not finite or out of its range
 */
export function negativeBinomial(data: Pick<PoissonData, 'columns' | 'y' | 'exposure'>): NegativeBinomialFit | NoFit {
  const n = data.y.length;
  requireValues(data.y, n, 'counts', Number.isInteger);
  const poisson = poissonRegression(data);
  if (poisson.kind === 'no-fit') return poisson;

  const model: Model = {
    n,
    k: data.columns.length,
    x: rowMajor(data.columns, n),
    y: Float64Array.from(data.y),
    exposure: data.exposure ?? new Uint8Array(n).fill(1),
    above: countsAbove(data.y),
  };
  let coefficients = poisson.coefficients;
  let alpha = 0;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const means = meansOf(model, coefficients);
    const next = solveAlpha(model, means, alpha);
    if (next === null) return noFit('not-overdispersed', 'the counts vary no more than Poisson counts do');
    const found = maximize(coefficients, (at) => curvatureAt(model, at, next));
    if (found.kind === 'no-fit') return found;
    const settled = Math.abs(next - alpha) <= CONVERGED * next;
    coefficients = found.coefficients;
    alpha = next;
    if (settled) return summary(model, coefficients, alpha);
  }
  return noFit('not-converged', `no convergence in ${MOST_ITERATIONS} iterations`);
}

interface Model {
  readonly n: number;
  readonly k: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly exposure: ArrayLike<number>;
  /** How many counts exceed each j ≥ 0, up to the greatest count: Σᵢ Σ_{j < yᵢ} f(j) = Σⱼ above[j]·f(j). */
  readonly above: Float64Array;
}

function summary(model: Model, coefficients: Float64Array, alpha: number): NegativeBinomialFit | NoFit {
  const { n, k, x, y } = model;
  const size = k + 1;
  const information = new Float64Array(size * size);
  const means = meansOf(model, coefficients);
  const beta = curvatureAt(model, coefficients, alpha);
  for (let j = 0; j < k; j++) information.set(beta.information.subarray(j * k, (j + 1) * k), j * size);
  for (let i = 0; i < n; i++) {
    const mean = means[i]!;
    const cross = ((y[i]! - mean) * mean) / (1 + alpha * mean) ** 2;
    for (let j = 0; j < k; j++) information[k * size + j] = information[k * size + j]! + cross * x[i * k + j]!;
  }
  information[k * size + k] = -alphaSlope(model, means, alpha);
  const factor = cholesky(information, size);
  if (factor.dependent.length > 0) return noFit('not-converged', 'the likelihood has no sharp maximum');
  const factorials = y.reduce((sum, count) => sum + logGamma(count + 1), 0);
  return {
    kind: 'fit',
    coefficients,
    overdispersion: alpha,
    covariance: choleskyInverse(factor),
    logLikelihood: beta.value + sumAbove(model, (j) => Math.log1p(alpha * j)) - factorials,
  };
}

/** The likelihood in β alone, α fixed: it is concave there. */
function curvatureAt(model: Model, coefficients: Float64Array, alpha: number) {
  const { n, k, x, y } = model;
  const means = meansOf(model, coefficients);
  const information = new Float64Array(k * k);
  const score = new Float64Array(k);
  let value = 0;
  for (let i = 0; i < n; i++) {
    const mean = means[i]!;
    const spread = 1 + alpha * mean;
    value += (y[i] === 0 ? 0 : y[i]! * Math.log(mean)) - (y[i]! + 1 / alpha) * Math.log1p(alpha * mean);
    addOuterProduct(information, k, x, i * k, (mean * (1 + alpha * y[i]!)) / spread ** 2);
    for (let j = 0; j < k; j++) score[j] = score[j]! + (x[i * k + j]! * (y[i]! - mean)) / spread;
  }
  return { value, score, information };
}

/** The root of the score in α given the means, by Newton's steps kept inside a shrinking bracket; null if it lies at 0. */
function solveAlpha(model: Model, means: Float64Array, guess: number): number | null {
  let low = LEAST_ALPHA;
  let high = GREATEST_ALPHA;
  if (alphaScore(model, means, low) <= 0 || alphaScore(model, means, high) >= 0) return null;
  let alpha = guess > low && guess < high ? guess : 1;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const score = alphaScore(model, means, alpha);
    if (score > 0) low = alpha;
    else high = alpha;
    const newton = alpha - score / alphaSlope(model, means, alpha);
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(next - alpha) <= CONVERGED * alpha) return next;
    alpha = next;
  }
  return alpha;
}

function alphaScore(model: Model, means: Float64Array, alpha: number): number {
  let sum = sumAbove(model, (j) => j / (1 + alpha * j));
  for (let i = 0; i < means.length; i++) {
    const mean = means[i]!;
    sum += Math.log1p(alpha * mean) / alpha ** 2 - ((model.y[i]! + 1 / alpha) * mean) / (1 + alpha * mean);
  }
  return sum;
}

/** Derivative of the score in α. */
function alphaSlope(model: Model, means: Float64Array, alpha: number): number {
  let sum = -sumAbove(model, (j) => (j / (1 + alpha * j)) ** 2);
  for (let i = 0; i < means.length; i++) {
    const mean = means[i]!;
    const spread = 1 + alpha * mean;
    sum += (2 * mean) / (alpha ** 2 * spread) - (2 * Math.log1p(alpha * mean)) / alpha ** 3;
    sum += ((model.y[i]! + 1 / alpha) * mean ** 2) / spread ** 2;
  }
  return sum;
}

function meansOf({ n, k, x, exposure }: Model, coefficients: Float64Array): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let predictor = 0;
    for (let j = 0; j < k; j++) predictor += x[i * k + j]! * coefficients[j]!;
    return exposure[i]! * Math.exp(predictor);
  });
}

function countsAbove(y: ArrayLike<number>): Float64Array {
  let greatest = 0;
  for (let i = 0; i < y.length; i++) greatest = Math.max(greatest, y[i]!);
  const above = new Float64Array(greatest);
  for (let i = 0; i < y.length; i++) if (y[i]! > 0) above[y[i]! - 1] = above[y[i]! - 1]! + 1;
  for (let j = greatest - 2; j >= 0; j--) above[j] = above[j]! + above[j + 1]!;
  return above;
}

function sumAbove({ above }: Model, f: (j: number) => number): number {
  let sum = 0;
  for (let j = 0; j < above.length; j++) sum += above[j]! * f(j);
  return sum;
}
