import { logDeterminant, lowerTriangle, solveTriangle } from './triangles.ts';

export interface NormalDistances {
  /** Squared Wasserstein-2 distance ‖μ‖² + tr(Σ + I − 2Σ^½). */
  readonly w2Squared: number;
  /** Kullback–Leibler divergence KL(N(μ, Σ) ‖ N(0, I)), in nats. */
  readonly kl: number;
  /** Hellinger distance, in [0, 1]. */
  readonly hellinger: number;
}

/**
 * Exact distances of N(μ, Σ) from N(0, I) in d dimensions.
 *
 * Dowson, D. C. & Landau, B. V. (1982). The Fréchet distance between multivariate normal distributions. J. Multivariate
 * Analysis 12, 450–455; Pardo, L. (2006). Statistical Inference Based on Divergence Measures, chapter 2.
 *
 * @param mean μ, length d
 * @param covariance Σ, d × d by rows
 * @param spectrum eigenvalues of Σ, length d
 * @example distancesFromStandardNormal(Float64Array.of(1), Float64Array.of(4), Float64Array.of(4)).w2Squared // => 2
 */
export function distancesFromStandardNormal(
  mean: Float64Array,
  covariance: Float64Array,
  spectrum: Float64Array,
): NormalDistances {
  const d = mean.length;
  let squaredMean = 0;
  for (const value of mean) squaredMean += value * value;
  let trace = 0;
  let traceOfRoot = 0;
  let logDet = 0;
  for (const value of spectrum) {
    trace += value;
    traceOfRoot += Math.sqrt(value);
    logDet += Math.log(value);
  }
  const middle = covariance.map((value, i) => (value + (i % (d + 1) === 0 ? 1 : 0)) / 2);
  const triangle = lowerTriangle(middle, d);
  const scaled = solveTriangle(triangle, mean);
  let quadratic = 0;
  for (const value of scaled) quadratic += value * value;
  const affinity = Math.exp(logDet / 4 - logDeterminant(triangle, d) / 2 - quadratic / 8);
  return {
    w2Squared: squaredMean + trace + d - 2 * traceOfRoot,
    kl: (trace + squaredMean - d - logDet) / 2,
    hellinger: Math.sqrt(Math.max(0, 1 - affinity)),
  };
}

/**
 * Hellinger distance √(1 − Σ √(pᵢqᵢ)) of two discrete distributions, in [0, 1].
 *
 * @param p, q probabilities of the same classes, each summing to 1
 * @example hellingerDistance([1, 0], [0, 1]) // => 1
 */
export function hellingerDistance(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireSameLength(p, q);
  let affinity = 0;
  for (let i = 0; i < p.length; i++) affinity += Math.sqrt(p[i]! * q[i]!);
  return Math.sqrt(Math.max(0, 1 - affinity));
}

/**
 * Kullback–Leibler divergence Σ pᵢ ln(pᵢ/qᵢ) of two discrete distributions, in nats; Infinity where q lacks a class of p.
 *
 * @param p, q probabilities of the same classes, each summing to 1
 * @example klDivergence([1, 0], [0.5, 0.5]) // => ln 2
 */
export function klDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireSameLength(p, q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum += p[i]! * Math.log(p[i]! / q[i]!);
  return sum;
}

function requireSameLength(p: ArrayLike<number>, q: ArrayLike<number>): void {
  if (p.length !== q.length) throw new RangeError(`expected as many classes, got ${p.length} and ${q.length}`);
}
