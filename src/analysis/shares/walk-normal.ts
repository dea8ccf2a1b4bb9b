import type { Rng } from '../../core/rng.ts';

/** Flags of one month: what the share there is told from. Counts are effective, so not whole. */
export interface WalkObservation {
  /** Months since the walk's first. */
  readonly step: number;
  readonly flagged: number;
  readonly labelled: number;
  /** Flagged share of generated works, and of human ones: q = falsePositive + (sensitivity − falsePositive) · s. */
  readonly sensitivity: number;
  readonly falsePositive: number;
}

/** log of the binomial likelihood of one month at a logit share, up to a constant. */
export function logLikelihood(month: WalkObservation, logit: number): number {
  const { flagged, labelled } = month;
  const rate = flagRate(month, logistic(logit));
  return flagged * Math.log(rate) + (labelled - flagged) * Math.log1p(-rate);
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Keeps the rate off 0 and 1, where the logarithm has no value and the logistic has run out of digits. */
function flagRate({ sensitivity, falsePositive }: WalkObservation, share: number): number {
  return Math.min(1 - 1e-12, Math.max(1e-12, falsePositive + (sensitivity - falsePositive) * share));
}

/** A normal distribution over a chain: its mode, and the Cholesky factor of its tridiagonal precision. */
export interface ChainNormal {
  readonly mean: Float64Array;
  /** Diagonal of the lower factor, and the entries below it; length k and k − 1. */
  readonly diagonal: Float64Array;
  readonly below: Float64Array;
}

const SCORING_STEPS = 25;
const LONGEST_MOVE = 2;

/**
 * Normal approximation to the posterior of a random walk's logits at its observed months: Fisher scoring to the mode.
 * It depends on the variances and the observations alone, never on where a sampler stands.
 *
 * @param variances of the first logit, then of each step from the month before; length k
 * @param start prior mean of the first logit
 */
export function chainNormal(months: readonly WalkObservation[], variances: Float64Array, start: number): ChainNormal {
  const k = months.length;
  const mean = new Float64Array(k).fill(start);
  const diagonal = new Float64Array(k);
  const below = new Float64Array(Math.max(0, k - 1));
  const gradient = new Float64Array(k);
  for (let iteration = 0; iteration < SCORING_STEPS; iteration++) {
    for (let i = 0; i < k; i++) {
      const month = months[i]!;
      const share = logistic(mean[i]!);
      const rate = flagRate(month, share);
      const slope = (month.sensitivity - month.falsePositive) * share * (1 - share);
      const information = (month.labelled * slope * slope) / (rate * (1 - rate));
      const back = (mean[i]! - (i === 0 ? start : mean[i - 1]!)) / variances[i]!;
      const ahead = i + 1 < k ? (mean[i + 1]! - mean[i]!) / variances[i + 1]! : 0;
      gradient[i] = ((month.flagged - month.labelled * rate) * slope) / (rate * (1 - rate)) - back + ahead;
      diagonal[i] = information + 1 / variances[i]! + (i + 1 < k ? 1 / variances[i + 1]! : 0);
    }
    factorise(diagonal, below, variances);
    const move = solve(diagonal, below, gradient);
    let furthest = 0;
    for (const value of move) furthest = Math.max(furthest, Math.abs(value));
    const damp = Math.min(1, LONGEST_MOVE / Math.max(furthest, 1e-300));
    for (let i = 0; i < k; i++) mean[i] = mean[i]! + damp * move[i]!;
    if (furthest < 1e-6) break;
  }
  return { mean, diagonal, below };
}

/** The off-diagonal precision between neighbours is −1 / variance of the step between them. */
function factorise(diagonal: Float64Array, below: Float64Array, variances: Float64Array): void {
  for (let i = 0; i < diagonal.length; i++) {
    if (i > 0) {
      below[i - 1] = -1 / variances[i]! / diagonal[i - 1]!;
      diagonal[i] = diagonal[i]! - below[i - 1]! ** 2;
    }
    diagonal[i] = Math.sqrt(diagonal[i]!);
  }
}

function solve(diagonal: Float64Array, below: Float64Array, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < x.length; i++) {
    x[i] = (x[i]! - (i > 0 ? below[i - 1]! * x[i - 1]! : 0)) / diagonal[i]!;
  }
  return solveUpper(diagonal, below, x);
}

/** Solves Lᵀ x = right in place. */
function solveUpper(diagonal: Float64Array, below: Float64Array, x: Float64Array): Float64Array {
  for (let i = x.length - 1; i >= 0; i--) {
    x[i] = (x[i]! - (i + 1 < x.length ? below[i]! * x[i + 1]! : 0)) / diagonal[i]!;
  }
  return x;
}

/** A draw around the mean: what lies off it, without the mean. */
export function drawOffset({ diagonal, below }: ChainNormal, rng: Rng): Float64Array {
  const noise = Float64Array.from(diagonal, () => rng.normal());
  return solveUpper(diagonal, below, noise);
}

/** log density up to a constant. */
export function logNormalDensity({ mean, diagonal, below }: ChainNormal, x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const here = x[i]! - mean[i]!;
    const next = i + 1 < x.length ? below[i]! * (x[i + 1]! - mean[i + 1]!) : 0;
    sum += (diagonal[i]! * here + next) ** 2;
  }
  return -sum / 2;
}
