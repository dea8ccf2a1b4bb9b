import { clusterCovariance, type SmallSample } from './cluster-covariance.ts';
import { type Curvature, fastest, maximize } from './newton.ts';
import { collinear, type NoFit, noFit, separated } from './no-fit.ts';
import { addOuterProduct, cholesky, choleskyInverse, choleskySolve, rowMajor } from './normal-equations.ts';
import { isCount, isPositive, requireValues } from './require-values.ts';

export interface PoissonData {
  /** k columns of length n, the intercept among them if there is to be one. Whole months are best counted from the window's middle. */
  readonly columns: readonly ArrayLike<number>[];
  /** Counts ≥ 0, whole or not; length n. */
  readonly y: ArrayLike<number>;
  /** What a count is proportional to, such as artists at risk, > 0; length n. @default 1 */
  readonly exposure?: ArrayLike<number>;
  /** How often a row stands in the data, ≥ 0; length n. @default 1 */
  readonly weights?: ArrayLike<number>;
  /** Whole number naming the cluster of each row; length n. */
  readonly clusters?: ArrayLike<number>;
  /** @default 'clusters' */
  readonly smallSample?: SmallSample;
}

export interface PoissonFit {
  readonly kind: 'fit';
  /** On the log scale; length k. */
  readonly coefficients: Float64Array;
  /** The model's own, right only where the variance equals the mean; row-major k × k. */
  readonly covariance: Float64Array;
  /** Right under overdispersion and dependence within clusters too; row-major k × k, null without clusters or with one. */
  readonly clusterCovariance: Float64Array | null;
  /** 0 where none were given. */
  readonly clusters: number;
  /** Expected counts; length n. */
  readonly fitted: Float64Array;
  readonly deviance: number;
  /** Pearson's χ² over its degrees of freedom, 1 for Poisson counts; null where none are left. */
  readonly dispersion: number | null;
  readonly iterations: number;
}

/** A row whose linear predictor lies this far below the mean's is on its way to −∞. */
const SEPARATED = 20;

/**
 * Poisson regression with log link, log E[y] = log(exposure) + x·β, by iteratively reweighted least squares.
 * β is consistent for any counts whose mean is right, overdispersed or not; take the covariance by cluster with it.
 *
 * McCullagh, P. & Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., section 2.5.
 *
 * @returns the fit, or why there is none: all counts zero, a column that others make up, a coefficient without a finite value
 * @throws RangeError if lengths differ, or a value is not finite or out of its range
 * @example poissonRegression({ columns: [[1, 1]], y: [2, 4] }) // => coefficients [log 3]
 */
export function poissonRegression(data: PoissonData): PoissonFit | NoFit {
  const { y } = data;
  const n = y.length;
  const k = data.columns.length;
  const rows = rowMajor(data.columns, n);
  requireValues(y, n, 'counts', isCount);
  const weights = data.weights ?? new Uint8Array(n).fill(1);
  requireValues(weights, n, 'weights', isCount);
  const exposure = data.exposure ?? new Uint8Array(n).fill(1);
  requireValues(exposure, n, 'exposures', isPositive);
  if (data.clusters) requireValues(data.clusters, n, 'clusters');
  if (n === 0 || k === 0) return noFit('too-few-data', 'there are no rows or no columns to fit');
  const rate = weightedSum(y, weights) / weightedSum(exposure, weights);
  if (!(rate > 0)) return noFit('no-events', 'every count is zero');

  const start = startFrom(rows, k, y, exposure, weights, rate);
  if (start instanceof Float64Array === false) return start;
  const fitted = new Float64Array(n);
  const curvatureAt = (coefficients: Float64Array): Curvature => {
    const information = new Float64Array(k * k);
    const score = new Float64Array(k);
    let value = 0;
    for (let i = 0; i < n; i++) {
      const predictor = predictorOf(rows, i, coefficients);
      fitted[i] = exposure[i]! * Math.exp(predictor);
      value += weights[i]! * (y[i]! * predictor - fitted[i]!);
      addOuterProduct(information, k, rows, i * k, weights[i]! * fitted[i]!);
      addScaled(score, 0, rows, i * k, k, weights[i]! * (y[i]! - fitted[i]!));
    }
    return { value, score, information };
  };
  const found = maximize(start, curvatureAt);
  if (found.kind === 'no-fit') return found;
  const floor = Math.log(rate) - SEPARATED;
  for (let i = 0; i < n; i++) {
    if (weights[i]! > 0 && predictorOf(rows, i, found.coefficients) < floor) return separated(fastest(found.lastStep));
  }

  const covariance = choleskyInverse(found.factor);
  const byCluster = data.clusters ? clusterScores(data.clusters, rows, k, y, fitted, weights) : null;
  const total = sumOf(weights);
  const sizes = { clusters: byCluster?.clusters ?? 0, rows: total, coefficients: k };
  const smallSample = data.smallSample ?? 'clusters';
  return {
    kind: 'fit',
    coefficients: found.coefficients,
    covariance,
    clusterCovariance: byCluster && clusterCovariance(covariance, byCluster.scores, sizes, smallSample),
    clusters: sizes.clusters,
    fitted,
    deviance: poissonDeviance(y, fitted, weights),
    dispersion: total > k ? pearson(y, fitted, weights) / (total - k) : null,
    iterations: found.iterations,
  };
}

/** 2·Σ w·(y·log(y/μ) − (y − μ)). */
export function poissonDeviance(y: ArrayLike<number>, fitted: Float64Array, weights?: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < fitted.length; i++) {
    const count = y[i]!;
    const mean = fitted[i]!;
    sum += (weights?.[i] ?? 1) * ((count === 0 ? 0 : count * Math.log(count / mean)) - (count - mean));
  }
  return 2 * sum;
}

/** One weighted least-squares step from means between each count and what its exposure alone would give. */
function startFrom(
  rows: Float64Array,
  k: number,
  y: ArrayLike<number>,
  exposure: ArrayLike<number>,
  weights: ArrayLike<number>,
  rate: number,
): Float64Array | NoFit {
  const information = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (let i = 0; i < y.length; i++) {
    const mean = (y[i]! + rate * exposure[i]!) / 2;
    const working = Math.log(mean / exposure[i]!) + (y[i]! - mean) / mean;
    addOuterProduct(information, k, rows, i * k, weights[i]! * mean);
    addScaled(right, 0, rows, i * k, k, weights[i]! * mean * working);
  }
  const factor = cholesky(information, k);
  const [dependent] = factor.dependent;
  return dependent === undefined ? choleskySolve(factor, right) : collinear(dependent);
}

function clusterScores(
  clusters: ArrayLike<number>,
  rows: Float64Array,
  k: number,
  y: ArrayLike<number>,
  fitted: Float64Array,
  weights: ArrayLike<number>,
): { clusters: number; scores: Float64Array } {
  const place = new Map<number, number>();
  for (let i = 0; i < clusters.length; i++) {
    if (weights[i]! > 0 && !place.has(clusters[i]!)) place.set(clusters[i]!, place.size);
  }
  const scores = new Float64Array(place.size * k);
  for (let i = 0; i < clusters.length; i++) {
    const cluster = place.get(clusters[i]!);
    if (cluster !== undefined) addScaled(scores, cluster * k, rows, i * k, k, weights[i]! * (y[i]! - fitted[i]!));
  }
  return { clusters: place.size, scores };
}

function pearson(y: ArrayLike<number>, fitted: Float64Array, weights: ArrayLike<number>): number {
  return fitted.reduce((sum, mean, i) => sum + (weights[i]! * (y[i]! - mean) ** 2) / mean, 0);
}

function predictorOf(rows: Float64Array, row: number, coefficients: Float64Array): number {
  const at = row * coefficients.length;
  let sum = 0;
  for (let j = 0; j < coefficients.length; j++) sum += rows[at + j]! * coefficients[j]!;
  return sum;
}

function addScaled(to: Float64Array, at: number, rows: Float64Array, from: number, k: number, scale: number): void {
  for (let j = 0; j < k; j++) to[at + j] = to[at + j]! + scale * rows[from + j]!;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

function weightedSum(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * weights[i]!;
  return sum;
}
