import type { Interval } from '../../core/math/interval.ts';
import { percentileInterval } from '../../core/math/quantile.ts';
import type { Rng } from '../../core/rng.ts';
import { drawWithReplacement } from './intervals.ts';
import { type Line, lineThrough } from './line.ts';
import { allItems, meanByStep, requireSeries, type StepSeries } from './step-series.ts';

export interface Hinge {
  /** τ, a step. */
  readonly breakpoint: number;
  /** Bootstrap over items. */
  readonly interval: Interval;
  /** a, the level at t = 0. */
  readonly intercept: number;
  /** b, per step, up to τ; flat after it. */
  readonly slope: number;
  /** Whether the hinge describes the mean series better than a straight line and a constant: AIC lower by more than 2. */
  readonly isAccepted: boolean;
  /** AIC of the better one of line and constant, less that of the hinge. */
  readonly aicGain: number;
}

export interface HingeOptions {
  readonly rng: Rng;
  /** @default 1000 */
  readonly draws?: number;
}

const LEAST_GAIN = 2;

/**
 * Least-squares breakpoint of the mean over items: y = a + b·min(t, τ), τ a step inside the series.
 *
 * A hinge fits any levelling off: on an exponential with time constant 15 it breaks near 29, accepted, and means nothing.
 * Hinkley, D. V. (1971). Inference in two-phase regression. JASA 66, 736–743; Akaike, H. (1974), IEEE Trans. Autom. Control
 * 19, 716–723.
 *
 * @param series n >= 1 items, T >= 5 steps
 */
export function hingeBreakpoint(series: StepSeries, { rng, draws = 1000 }: HingeOptions): Hinge {
  requireSeries(series, 1, 5);
  const means = meanByStep(series, allItems(series));
  const steps = Float64Array.from(means, (_, t) => series.firstStep + t);
  const { breakpoint, line } = bestHinge(steps, means);
  const breakpoints = Float64Array.from({ length: draws }, () => {
    const drawn = drawWithReplacement(series.values.rows, rng);
    return bestHinge(steps, meanByStep(series, drawn)).breakpoint;
  });
  const aic = informationCriterion(means);
  const straight = lineThrough(steps, means);
  const constant = lineThrough(new Float64Array(steps.length), means);
  const aicGain =
    Math.min(aic(straight.residualSquares, 3), aic(constant.residualSquares, 2)) - aic(line.residualSquares, 4);
  return {
    breakpoint,
    interval: percentileInterval(breakpoints)!,
    intercept: line.intercept,
    slope: line.slope,
    isAccepted: aicGain > LEAST_GAIN,
    aicGain,
  };
}

function bestHinge(steps: Float64Array, means: Float64Array): { breakpoint: number; line: Line } {
  let best: { breakpoint: number; line: Line } | undefined;
  for (const breakpoint of steps.subarray(1, -1)) {
    const line = lineThrough(
      steps.map((t) => Math.min(t, breakpoint)),
      means,
    );
    if (best === undefined || line.residualSquares < best.line.residualSquares) best = { breakpoint, line };
  }
  return best!;
}

/** AIC of least squares, T·ln(RSS/T) + 2k; residuals within rounding count as rounding. */
function informationCriterion(means: Float64Array): (residualSquares: number, parameters: number) => number {
  const largest = means.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rounding = means.length * (4 * Number.EPSILON * largest) ** 2 + Number.MIN_VALUE;
  return (residualSquares, parameters) =>
    means.length * Math.log(Math.max(residualSquares, rounding) / means.length) + 2 * parameters;
}
