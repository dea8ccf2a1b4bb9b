import type { Interval } from '../../core/math/interval.ts';
import { percentileInterval } from '../../core/math/quantile.ts';
import type { Rng } from '../../core/rng.ts';
import { drawWithReplacement } from './intervals.ts';
import { lineThrough } from './line.ts';
import { allItems, meanByStep, requireSeries, type StepSeries } from './step-series.ts';

export interface Exponential {
  /** κ, in steps. */
  readonly timeConstant: number;
  /** c, the level the mean series tends to. */
  readonly level: number;
  /** A, what is above (or below) that level at t = 0. */
  readonly amplitude: number;
}

export interface TimeConstant extends Exponential {
  /** Of κ, bootstrap over items, of the draws in which κ was found. */
  readonly interval: Interval | null;
  /** Share of draws in which κ was found. */
  readonly foundShare: number;
  /** κ·ln(1/ε): the step at which a share ε of the amplitude is left. */
  readonly settledAt: number;
}

export interface TimeConstantOptions {
  readonly rng: Rng;
  /** ε, in (0, 1), as a share of the amplitude. @default 0.01 */
  readonly remainder?: number;
  /** @default 1000 */
  readonly draws?: number;
}

/** Time constants tried, as shares of T: outside, the series does not tell one from a jump or a straight line. */
const [LEAST_SHARE, MOST_SHARE] = [0.005, 5];
const GRID = 60;
const REFINEMENTS = 40;
/** Means that differ by no more, relatively, are one constant. */
const ROUNDING = 1e-12;

/**
 * Exponential approach c + A·e^(−t/κ) by least squares to the mean over items: for each κ it is a straight line in
 * e^(−t/κ), so only κ is searched, on a grid of its logarithm and then by golden section.
 *
 * Golub, G. & Pereyra, V. (1973). The differentiation of pseudo-inverses and nonlinear least squares problems whose
 * variables separate. SIAM J. Numer. Anal. 10, 413–432.
 *
 * @param series n >= 1 items, T >= 5 steps
 * @returns null where the best κ lies at an end of the range: the series has no curvature to tell it by; null for a constant
 */
export function timeConstant(
  series: StepSeries,
  { rng, remainder = 0.01, draws = 1000 }: TimeConstantOptions,
): TimeConstant | null {
  if (!(remainder > 0 && remainder < 1)) throw new RangeError(`remainder must lie in (0, 1), got ${remainder}`);
  requireSeries(series, 1, 5);
  const fit = fitExponential(meanByStep(series, allItems(series)), series.firstStep);
  if (fit === null) return null;
  const constants = Float64Array.from({ length: draws }, () => {
    const drawn = drawWithReplacement(series.values.rows, rng);
    return fitExponential(meanByStep(series, drawn), series.firstStep)?.timeConstant ?? Number.NaN;
  });
  return {
    ...fit,
    interval: percentileInterval(constants),
    foundShare: constants.filter(Number.isFinite).length / draws,
    settledAt: fit.timeConstant * Math.log(1 / remainder),
  };
}

function fitExponential(means: Float64Array, firstStep: number): Exponential | null {
  const steps = means.length;
  if (means.every((value) => Math.abs(value - means[0]!) <= ROUNDING * Math.abs(value))) return null;
  const fitAt = (logConstant: number) => {
    const rate = Math.exp(-logConstant);
    return lineThrough(
      means.map((_, t) => Math.exp(-(firstStep + t) * rate)),
      means,
    );
  };
  const errorAt = (logConstant: number) => fitAt(logConstant).residualSquares;
  const low = Math.log(LEAST_SHARE * steps);
  const stride = (Math.log(MOST_SHARE * steps) - low) / GRID;
  const errors = Array.from({ length: GRID + 1 }, (_, g) => errorAt(low + g * stride));
  const best = errors.indexOf(Math.min(...errors));
  if (best === 0 || best === GRID) return null;
  const logConstant = goldenSection(errorAt, low + (best - 1) * stride, low + (best + 1) * stride);
  const { intercept, slope } = fitAt(logConstant);
  return { timeConstant: Math.exp(logConstant), level: intercept, amplitude: slope };
}

/** Kiefer, J. (1953). Sequential minimax search for a maximum. Proc. AMS 4, 502–506. */
function goldenSection(errorAt: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [errorLeft, errorRight] = [errorAt(left), errorAt(right)];
  for (let i = 0; i < REFINEMENTS; i++) {
    if (errorLeft < errorRight) {
      [high, right, errorRight] = [right, left, errorLeft];
      left = high - ratio * (high - low);
      errorLeft = errorAt(left);
    } else {
      [low, left, errorLeft] = [left, right, errorRight];
      right = low + ratio * (high - low);
      errorRight = errorAt(right);
    }
  }
  return (low + high) / 2;
}
