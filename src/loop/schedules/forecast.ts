import { meanAndVariance, meanOf } from '../../core/math/mean.ts';
import { quantileSorted } from '../../core/math/quantile.ts';
import type { Month } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import type { ShareDraws } from '../../core/shares.ts';

export interface Forecast {
  /**
   * How the logit of the share goes on. `local-trend`: from its last value, by the mean of its last monthly changes and
   * their scatter, which adds up; `logistic`: along a straight line through its last values, with scatter about it.
   */
  readonly model: 'local-trend' | 'logistic';
  /** Last months that the trend is taken from, >= 3. */
  readonly trendMonths: number;
  /** All uploads of each month to come, from a model of uploads of its own; length h >= 1. */
  readonly uploads: readonly number[];
}

/**
 * Months to come, appended to posterior draws (mapping M9). Each draw goes on by its own trend, drawn from that trend's
 * sampling distribution, and its own scatter: the draws together are the forecast's distribution, and drive loops as
 * measured ones do.
 *
 * The two models are the random walk with drift and the regression of Hyndman, R. J. & Athanasopoulos, G. (2021).
 * Forecasting: principles and practice, 3rd edition, on the logit scale; t quantiles are taken as normal.
 *
 * @returns m + h months
 * @throws RangeError if there are fewer than `trendMonths` months, or uploads are not finite numbers > 0
 */
export function forecastDraws(draws: ShareDraws, forecast: Forecast, rng: Rng): ShareDraws {
  const { trendMonths, uploads } = forecast;
  const known = draws.months.length;
  if (!(Number.isSafeInteger(trendMonths) && trendMonths >= 3 && trendMonths <= known)) {
    throw new RangeError(`trendMonths must be a whole number from 3 to the ${known} months known, got ${trendMonths}`);
  }
  const wrong = uploads.find((count) => !(Number.isFinite(count) && count > 0));
  if (uploads.length === 0 || wrong !== undefined) {
    throw new RangeError(`uploads of the months to come must be numbers > 0, got ${wrong ?? 'none'}`);
  }
  const total = known + uploads.length;
  const shares = new Float64Array(draws.draws * total);
  for (let draw = 0; draw < draws.draws; draw++) {
    const past = draws.shares.subarray(draw * known, (draw + 1) * known);
    shares.set(past, draw * total);
    const logits = Float64Array.from(past.subarray(known - trendMonths), logit);
    const next = (forecast.model === 'logistic' ? regression : driftingWalk)(logits, rng.fork(draw));
    for (let month = known; month < total; month++) shares[draw * total + month] = 1 / (1 + Math.exp(-next()));
  }
  const last = draws.months.at(-1)!;
  return {
    ...draws,
    months: [...draws.months, ...uploads.map((_, index) => last + 1 + index)],
    uploads: Float64Array.of(...draws.uploads, ...uploads),
    shares,
  };
}

/** Quantiles of the share in one month. */
export interface FanMonth {
  readonly month: Month;
  /** One a level; rising if the levels do. */
  readonly quantiles: readonly number[];
}

/**
 * Month-wise quantiles of draws, for a fan chart. No draw follows such a line: schedules take whole draws (paths.ts).
 *
 * @param levels in [0, 1]. @default 5, 25, 50, 75 and 95 %
 */
export function fanChart(draws: ShareDraws, levels: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95]): FanMonth[] {
  const count = draws.months.length;
  return draws.months.map((month, index) => {
    const sorted = Float64Array.from({ length: draws.draws }, (_, draw) => draws.shares[draw * count + index]!).sort();
    return { month, quantiles: levels.map((level) => quantileSorted(sorted, level)) };
  });
}

/** Shares nearer to 0 or 1 than this count as this near: their logit would be infinite. */
const NEAREST = 1e-6;

function logit(share: number): number {
  const inside = Math.min(Math.max(share, NEAREST), 1 - NEAREST);
  return Math.log(inside / (1 - inside));
}

function driftingWalk(logits: Float64Array, rng: Rng): () => number {
  const changes = logits.slice(1).map((value, index) => value - logits[index]!);
  const { mean: drift, variance } = meanAndVariance(changes);
  const sd = Math.sqrt(variance);
  const drawnDrift = drift + (sd / Math.sqrt(changes.length)) * rng.normal();
  let level = logits.at(-1)!;
  return () => {
    level += drawnDrift + sd * rng.normal();
    return level;
  };
}

function regression(logits: Float64Array, rng: Rng): () => number {
  const n = logits.length;
  const centre = (n - 1) / 2;
  const level = meanOf(logits);
  const squares = (n * (n * n - 1)) / 12;
  const slope = logits.reduce((sum, value, index) => sum + (index - centre) * value, 0) / squares;
  const residuals = logits.map((value, index) => value - level - slope * (index - centre));
  const sd = Math.sqrt(residuals.reduce((sum, residual) => sum + residual ** 2, 0) / (n - 2));
  const drawnLevel = level + (sd / Math.sqrt(n)) * rng.normal();
  const drawnSlope = slope + (sd / Math.sqrt(squares)) * rng.normal();
  let index = n - 1;
  return () => {
    index += 1;
    return drawnLevel + drawnSlope * (index - centre) + sd * rng.normal();
  };
}
