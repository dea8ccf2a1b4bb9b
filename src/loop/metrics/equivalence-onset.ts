import type { Interval } from '../../core/math/interval.ts';
import { meanOf } from '../../core/math/mean.ts';
import { percentileInterval } from '../../core/math/quantile.ts';
import type { Rng } from '../../core/rng.ts';
import { drawWithReplacement } from './intervals.ts';
import { allItems, meanByStep, requireSeries, type StepSeries } from './step-series.ts';
import { pairedTost } from './tost.ts';

export interface EquivalenceOnset {
  /** First step of the first window from which on every window is equivalent to the last; null: not converged. */
  readonly onset: number | null;
  /** Bootstrap over items, of the draws that converged; null if none did. */
  readonly interval: Interval | null;
  /** Share of draws that converged. */
  readonly convergedShare: number;
  readonly items: number;
  readonly window: number;
  /** δ, in the units of the series. */
  readonly margin: number;
}

export interface OnsetOptions {
  readonly rng: Rng;
  /** Steps of a window, w. @default 10 */
  readonly window?: number;
  /** δ, in the units of the series. @default the larger of 0.01 and 5 % of the change from the first step to the last window */
  readonly margin?: number;
  /** @default 1000 */
  readonly draws?: number;
}

const [LEAST_MARGIN, SHARE_OF_CHANGE] = [0.01, 0.05];

/**
 * The step from which on a series stays equivalent to its end: each item's mean over a window against its mean over the
 * last w steps, by two one-sided tests at 5 %. Onsets after T − 2w are not counted, because such windows share steps with
 * the last one.
 *
 * The onset depends on δ: an exponential with time constant κ never stops, and its onset is about κ·ln(amplitude/δ).
 *
 * @param series n >= 2 items, T >= 3w steps
 */
export function equivalenceOnset(
  series: StepSeries,
  { rng, window = 10, margin, draws = 1000 }: OnsetOptions,
): EquivalenceOnset {
  if (!(Number.isSafeInteger(window) && window >= 1)) {
    throw new RangeError(`window must be a whole number >= 1, got ${window}`);
  }
  requireSeries(series, 2, 3 * window);
  const { rows: items, columns: steps } = series.values;
  const differences = differencesToLastWindow(series, window);
  const delta = margin ?? defaultMargin(series, window);
  const onsetOf = (drawn: Uint32Array) => onsetFrom(differences, { drawn, margin: delta, latest: steps - 2 * window });
  const found = onsetOf(allItems(series));
  const onsets = Float64Array.from({ length: draws }, () => onsetOf(drawWithReplacement(items, rng)) ?? Number.NaN);
  const toStep = (index: number) => index + series.firstStep;
  const interval = percentileInterval(onsets);
  return {
    onset: found === null ? null : toStep(found),
    interval: interval === null ? null : { low: toStep(interval.low), high: toStep(interval.high) },
    convergedShare: onsets.filter(Number.isFinite).length / draws,
    items,
    window,
    margin: delta,
  };
}

function defaultMargin(series: StepSeries, window: number): number {
  const means = meanByStep(series, allItems(series));
  return Math.max(LEAST_MARGIN, SHARE_OF_CHANGE * Math.abs(meanOf(means.subarray(-window)) - means[0]!));
}

/** By start of window, each item's mean over the window less its mean over the last one. */
function differencesToLastWindow({ values }: StepSeries, window: number): Float64Array[] {
  const { rows, columns: steps, values: all } = values;
  const starts = steps - window + 1;
  const differences = Array.from({ length: starts }, () => new Float64Array(rows));
  const meanFrom = (at: number) => meanOf(all.subarray(at, at + window));
  for (let i = 0; i < rows; i++) {
    const last = meanFrom(i * steps + steps - window);
    for (let start = 0; start < starts; start++) differences[start]![i] = meanFrom(i * steps + start) - last;
  }
  return differences;
}

/** Walks back from the end while windows are equivalent; the last window is, to itself. */
function onsetFrom(
  differences: readonly Float64Array[],
  { drawn, margin, latest }: { drawn: Uint32Array; margin: number; latest: number },
): number | null {
  const sample = new Float64Array(drawn.length);
  let onset = differences.length - 1;
  while (onset > 0) {
    const all = differences[onset - 1]!;
    for (let p = 0; p < sample.length; p++) sample[p] = all[drawn[p]!]!;
    if (!pairedTost(sample, margin).isEquivalent) break;
    onset -= 1;
  }
  // Counted from 0, the step T − 2w has the index T − 2w − 1.
  return onset <= latest - 1 ? onset : null;
}
