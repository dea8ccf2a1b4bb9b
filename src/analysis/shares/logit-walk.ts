import type { Rng } from '../../core/rng.ts';
import { sliceStep } from './slice.ts';
import {
  chainNormal,
  drawOffset,
  logistic,
  logLikelihood,
  logNormalDensity,
  type WalkObservation,
} from './walk-normal.ts';

export interface LogitWalkOptions {
  /** Months m of the walk. */
  readonly months: number;
  /** Logit of the share in the first month, before any data. @default mean −7 (a share of 0.0009), sd 1.5 */
  readonly start?: { readonly mean: number; readonly sd: number };
  /** Steps into these months may be jumps. */
  readonly jumps?: readonly number[];
  /** Standard deviation of a jump, in logits. @default 2.5 */
  readonly jumpSd?: number;
  /** Scale of the half-normal prior on τ, the standard deviation of a month's step in logits. @default 0.5 */
  readonly stepScale?: number;
  /** @default 200 */
  readonly draws?: number;
  readonly rng: Rng;
}

const START = { mean: -7, sd: 1.5 } as const;
const BURN_IN = 100;
const SWEEPS_A_DRAW = 5;

/**
 * Posterior draws of a share that walks at random on the logit scale: logit s₁ ~ N(start), logit sₜ₊₁ − logit sₜ ~
 * N(0, τ²), with wider steps into the jump months; flagged works of month t ~ binomial with rate
 * falsePositive + (sensitivity − falsePositive)·sₜ. Months without labelled works follow from the others through the walk,
 * so their draws spread, the more the further they lie from a labelled month.
 *
 * The logits at labelled months are drawn together by elliptical slice sampling around the normal approximation at their
 * mode, τ by slice sampling with the logits fixed and with the standardised steps fixed in turn, the months between by
 * Brownian bridges. Sensitivity and specificity are drawn anew from their audits for each draw and learn nothing from the
 * flags, which cannot tell them from the share (a cut).
 *
 * Nishihara, R., Murray, I. & Adams, R. P. (2014). Parallel MCMC with generalized elliptical slice sampling. JMLR 15,
 * 2087–2112; Yu, Y. & Meng, X.-L. (2011). To center or not to center. JCGS 20, 531–570; Plummer, M. (2015). Cuts in
 * Bayesian graphical models. Statistics and Computing 25, 37–43.
 *
 * @param observe the labelled months, by rising step, under an accuracy drawn for each posterior draw; at least one
 * @returns draws × m shares in [0, 1], row by row
 * @throws RangeError if no month is observed
 */
export function logitWalk(observe: (rng: Rng) => readonly WalkObservation[], options: LogitWalkOptions): Float64Array {
  const { months, draws = 200, rng, start = START, jumps = [], jumpSd = 2.5, stepScale = 0.5 } = options;
  const prior: Prior = { start, jumps: new Set(jumps), jumpSd, stepScale };
  const first = observe(rng);
  if (first.length === 0) throw new RangeError('a walk needs at least one month with labelled works, got none');
  let state: State = { observed: first, logTau: Math.log(stepScale / 2), logits: new Float64Array(0) };
  state = { ...state, logits: chainNormal(first, variancesOf(state, prior), start.mean).mean };
  const shares = new Float64Array(draws * months);
  for (let draw = 0; draw < draws; draw++) {
    state = { ...state, observed: observe(rng) };
    for (let sweep = draw === 0 ? -BURN_IN : 0; sweep < SWEEPS_A_DRAW; sweep++) state = nextState(state, prior, rng);
    fillMonths(state, prior, rng, shares.subarray(draw * months, (draw + 1) * months));
  }
  return shares;
}

interface Prior {
  readonly start: { readonly mean: number; readonly sd: number };
  readonly jumps: ReadonlySet<number>;
  readonly jumpSd: number;
  readonly stepScale: number;
}

interface State {
  readonly observed: readonly WalkObservation[];
  readonly logTau: number;
  /** At the observed months. */
  readonly logits: Float64Array;
}

function nextState(state: State, prior: Prior, rng: Rng): State {
  const walked = { ...state, logits: drawLogits(state, prior, rng) };
  const centred = { ...walked, logTau: drawTauGivenLogits(walked, prior, rng) };
  return drawTauGivenSteps(centred, prior, rng);
}

/** One elliptical slice step around the normal approximation: never rejected, exact whatever the approximation is worth. */
function drawLogits(state: State, prior: Prior, rng: Rng): Float64Array {
  const variances = variancesOf(state, prior);
  const normal = chainNormal(state.observed, variances, prior.start.mean);
  const { mean } = normal;
  const excess = (x: Float64Array) =>
    logPrior(x, variances, prior.start.mean) + logLikelihoods(state.observed, x) - logNormalDensity(normal, x);
  const level = excess(state.logits) + Math.log(1 - rng.uniform());
  const offset = drawOffset(normal, rng);
  let angle = 2 * Math.PI * rng.uniform();
  let low = angle - 2 * Math.PI;
  let high = angle;
  for (;;) {
    const x = mean.map((m, i) => m + (state.logits[i]! - m) * Math.cos(angle) + offset[i]! * Math.sin(angle));
    if (excess(x) > level || high - low < 1e-12) return x;
    if (angle < 0) low = angle;
    else high = angle;
    angle = low + (high - low) * rng.uniform();
  }
}

function drawTauGivenLogits(state: State, prior: Prior, rng: Rng): number {
  const density = (logTau: number) =>
    logTauPrior(logTau, prior) + logPrior(state.logits, variancesOf({ ...state, logTau }, prior), prior.start.mean);
  return sliceStep(state.logTau, density, rng);
}

function drawTauGivenSteps(state: State, prior: Prior, rng: Rng): State {
  const steps = standardisedSteps(state, prior);
  const logitsAt = (logTau: number) => {
    const variances = variancesOf({ ...state, logTau }, prior);
    let level = prior.start.mean;
    return steps.map((step, i) => {
      level += step * Math.sqrt(variances[i]!);
      return level;
    });
  };
  const density = (logTau: number) => logTauPrior(logTau, prior) + logLikelihoods(state.observed, logitsAt(logTau));
  const logTau = sliceStep(state.logTau, density, rng);
  return { ...state, logTau, logits: logitsAt(logTau) };
}

function standardisedSteps(state: State, prior: Prior): Float64Array {
  const variances = variancesOf(state, prior);
  return state.logits.map(
    (x, i) => (x - (i === 0 ? prior.start.mean : state.logits[i - 1]!)) / Math.sqrt(variances[i]!),
  );
}

/** Half-normal on τ, as a density of log τ. */
function logTauPrior(logTau: number, { stepScale }: Prior): number {
  return logTau - 0.5 * (Math.exp(logTau) / stepScale) ** 2;
}

function logPrior(x: Float64Array, variances: Float64Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const step = x[i]! - (i === 0 ? start : x[i - 1]!);
    sum -= 0.5 * (Math.log(variances[i]!) + (step * step) / variances[i]!);
  }
  return sum;
}

function logLikelihoods(observed: readonly WalkObservation[], x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += logLikelihood(observed[i]!, x[i]!);
  return sum;
}

/** Prior variances of the first observed logit and of each step from one observed month to the next. */
function variancesOf({ observed, logTau }: State, prior: Prior): Float64Array {
  let before = 0;
  return Float64Array.from(observed, ({ step }, i) => {
    let variance = i === 0 ? prior.start.sd ** 2 : 0;
    for (let month = before + 1; month <= step; month++) variance += stepVariance(month, logTau, prior);
    before = step;
    return variance;
  });
}

/** Of the step into a month. */
function stepVariance(month: number, logTau: number, { jumps, jumpSd }: Prior): number {
  return Math.exp(2 * logTau) + (jumps.has(month) ? jumpSd ** 2 : 0);
}

/** Draws the months between the observed ones, before the first and after the last, and writes all as shares. */
function fillMonths(state: State, prior: Prior, rng: Rng, into: Float64Array): void {
  const { observed, logits, logTau } = state;
  const stepTo = (month: number) => stepVariance(month, logTau, prior);
  let [month, level] = [0, firstLogit(state, prior, rng)];
  into[0] = logistic(level);
  observed.forEach(({ step }, i) => {
    let left = 0;
    for (let t = month + 1; t <= step; t++) left += stepTo(t);
    for (month++; month < step; month++) {
      const variance = stepTo(month);
      level +=
        (variance / left) * (logits[i]! - level) + Math.sqrt((variance * (left - variance)) / left) * rng.normal();
      left -= variance;
      into[month] = logistic(level);
    }
    month = step;
    level = logits[i]!;
    into[month] = logistic(level);
  });
  for (month++; month < into.length; month++) {
    level += Math.sqrt(stepTo(month)) * rng.normal();
    into[month] = logistic(level);
  }
}

/** The walk's first logit given that of the first observed month. */
function firstLogit({ observed, logits, logTau }: State, prior: Prior, rng: Rng): number {
  const own = prior.start.sd ** 2;
  let after = 0;
  for (let month = 1; month <= observed[0]!.step; month++) after += stepVariance(month, logTau, prior);
  const weight = own / (own + after);
  return prior.start.mean + weight * (logits[0]! - prior.start.mean) + Math.sqrt(weight * after) * rng.normal();
}
