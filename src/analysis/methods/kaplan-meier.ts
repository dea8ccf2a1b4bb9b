import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { isCount, requireValues } from './require-values.ts';

/** Times until an event, or until nothing more is known. */
export interface Durations {
  /** Time of each subject, ≥ 0; length n. */
  readonly time: ArrayLike<number>;
  /** 1 where the event was seen at that time, 0 where the subject was censored then; length n. */
  readonly event: ArrayLike<number>;
}

/** One row a time at which somebody had the event or was censored, rising. */
export interface SurvivalStep {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
  /** Share expected to be without the event after this time, in [0, 1]. */
  readonly survival: number;
  /** Of the logarithm of survival; null where survival is 0. */
  readonly logStandardError: number | null;
  /** Null where survival is 0 or 1: the log–log scale has no value there. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface SurvivalCurve {
  readonly subjects: number;
  readonly events: number;
  readonly steps: readonly SurvivalStep[];
  /** First time by which half have had the event; null where the curve stays above a half. */
  readonly median: number | null;
}

/** Products of shares carry rounding of this size. */
const ROUNDING = 1e-12;

/**
 * Kaplan–Meier estimate with Greenwood's variance and log–log interval. Where the curve lies at exactly a half, the
 * median is the middle of that stretch, as in R's survival package.
 *
 * Kaplan, E. L. & Meier, P. (1958). Nonparametric estimation from incomplete observations. JASA 53, 457–481.
 * Kalbfleisch, J. D. & Prentice, R. L. (2002). The Statistical Analysis of Failure Time Data, 2nd ed., section 1.4.
 *
 * @param level of the pointwise interval. @default 0.95
 * @returns no steps where there are no subjects
 * @throws RangeError if lengths differ, a time is negative or not finite, or an event is neither 0 nor 1
 * @example kaplanMeier({ time: [1, 2, 3], event: [1, 0, 1] }).steps[0].survival // => 2/3
 */
export function kaplanMeier({ time, event }: Durations, level = 0.95): SurvivalCurve {
  requireDurations({ time, event });
  const z = normalQuantile(0.5 + level / 2, 0, 1);
  const order = Uint32Array.from({ length: time.length }, (_, i) => i).sort((a, b) => time[a]! - time[b]!);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let variance = 0;
  for (let from = 0; from < order.length; ) {
    const now = time[order[from]!]!;
    const atRisk = order.length - from;
    let to = from;
    let events = 0;
    for (; to < order.length && time[order[to]!] === now; to++) events += event[order[to]!]!;
    survival *= 1 - events / atRisk;
    if (events < atRisk) variance += events / (atRisk * (atRisk - events));
    steps.push({ time: now, atRisk, events, censored: to - from - events, survival, ...spread(survival, variance, z) });
    from = to;
  }
  return {
    subjects: time.length,
    events: steps.reduce((sum, step) => sum + step.events, 0),
    steps,
    median: medianOf(steps),
  };
}

/** @throws RangeError as `kaplanMeier` */
export function requireDurations({ time, event }: Durations): void {
  requireValues(time, time.length, 'times', isCount);
  requireValues(event, time.length, 'events', (value) => value === 0 || value === 1);
}

function spread(
  survival: number,
  variance: number,
  z: number,
): Pick<SurvivalStep, 'logStandardError' | 'low' | 'high'> {
  const logStandardError = survival > 0 ? Math.sqrt(variance) : null;
  if (logStandardError === null || survival === 1) return { logStandardError, low: null, high: null };
  const centre = Math.log(-Math.log(survival));
  const half = (z * logStandardError) / Math.abs(Math.log(survival));
  return {
    logStandardError,
    low: Math.exp(-Math.exp(centre + half)),
    high: Math.exp(-Math.exp(centre - half)),
  };
}

function medianOf(steps: readonly SurvivalStep[]): number | null {
  const first = steps.find(({ survival }) => survival <= 0.5 + ROUNDING);
  if (!first) return null;
  if (first.survival < 0.5 - ROUNDING) return first.time;
  const next = steps.find(({ survival }) => survival < 0.5 - ROUNDING);
  return next ? (first.time + next.time) / 2 : first.time;
}
