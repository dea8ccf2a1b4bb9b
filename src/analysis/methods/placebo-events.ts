import type { Month } from '../../core/month.ts';
import type { Degeneracy } from './degeneracy.ts';
import { type ItsOptions, interruptedSeries, type MonthlyValues } from './its.ts';
import type { Intervention } from './its-columns.ts';
import type { NoFit } from './no-fit.ts';

/** Months that must lie before and after an event for its line to be fitted. */
export const LEAST_MARGIN = 6;

/** What the event changed if it came in this month. */
export interface PlaceboEffect {
  readonly month: Month;
  /** The coefficient, in units of y or of its logarithm (a month, for a slope). */
  readonly effect: number;
  /** What is ranked: the coefficient over its standard error, or the coefficient itself. */
  readonly statistic: number;
}

export interface PlaceboEvents {
  /** Null where the model cannot be fitted with the event at its own month. */
  readonly event: PlaceboEffect | null;
  /** The same model with the event put into each other eligible month, by month. */
  readonly placebos: readonly PlaceboEffect[];
  /** 1 where no placebo is as large as the event, in absolute value. */
  readonly rank: number | null;
  /** rank / (placebos + 1). */
  readonly p: number | null;
  /** What p would be at rank 1: no event of this series can fall below it. */
  readonly leastP: number | null;
  readonly reason: Degeneracy | NoFit['cause'] | null;
}

export interface PlaceboEventOptions extends Omit<ItsOptions, 'interventions' | 'covariance'> {
  /** Other events that stay in the model at their own months. @default none */
  readonly others?: readonly Intervention[];
  /** What the event may have changed. @default 'slope' */
  readonly change?: 'slope' | 'level';
  /**
   * `t`: over its standard error. `estimate`: as it is, which hides events in the middle behind those near the ends,
   * where a line is short and its slope varies more. @default 't'
   */
  readonly rankBy?: 't' | 'estimate';
}

/**
 * Is an event's effect larger than that of an arbitrary month? The interrupted series is fitted again with the event
 * moved to every month at least 6 from both ends, and the real effect is ranked among them.
 *
 * Abadie, A., Diamond, A. & Hainmueller, J. (2010). Synthetic control methods for comparative case studies. JASA 105,
 * 493–505 (the rank of the treated among placebos; we rank t statistics).
 *
 * Placebos near the real event share its effect, which makes p larger, not smaller. Months at which the model cannot be
 * fitted are left out.
 *
 * @returns nulls with a reason where the event lies too near an end or the model cannot be fitted at its month
 * @throws RangeError as `interruptedSeries`
 */
export function placeboEvents(
  series: MonthlyValues,
  event: Intervention,
  options: PlaceboEventOptions = {},
): PlaceboEvents {
  const { others = [], change = 'slope', rankBy = 't', ...model } = options;
  const at = (month: Month): { readonly found: PlaceboEffect | null; readonly reason: PlaceboEvents['reason'] } => {
    const moved = { ...event, from: month, to: month + event.to - event.from };
    const fit = interruptedSeries(series, { ...model, covariance: 'model', interventions: [moved, ...others] });
    const term = fit.terms.find(({ name }) => name === `${change}:${event.id}`);
    if (!term || term.statistic === null) return { found: null, reason: fit.reason };
    const statistic = rankBy === 't' ? term.statistic : term.estimate;
    return { found: { month, effect: term.estimate, statistic }, reason: null };
  };
  const { found, reason } = at(event.from);
  const withoutRank = { event: found, placebos: [], rank: null, p: null, leastP: null };
  if (found === null) return { ...withoutRank, reason };
  const eligible = eligibleMonths(series.months, event.to - event.from);
  if (!eligible.includes(event.from)) return { ...withoutRank, reason: 'near-the-end' };
  const placebos = eligible.flatMap((month) => (month === event.from ? [] : (at(month).found ?? [])));
  const rank = 1 + placebos.filter(({ statistic }) => Math.abs(statistic) >= Math.abs(found.statistic)).length;
  const leastP = 1 / (placebos.length + 1);
  return { event: found, placebos, rank, p: rank * leastP, leastP, reason: null };
}

/** First months of an onset of this length with 6 observed months before it and 6 from its end on. */
function eligibleMonths(months: ArrayLike<Month>, onset: number): Month[] {
  return Array.from(months).filter((month, i) => {
    const end = i + onset;
    return i >= LEAST_MARGIN && end <= months.length - 1 - LEAST_MARGIN && months[end] === month + onset;
  });
}
