import type { Month } from '../../core/month.ts';
import { block } from './cluster-covariance.ts';
import { type Coefficient, coefficientTable } from './coefficients.ts';
import { type NoFit, noFit } from './no-fit.ts';
import type { PanelData } from './panel.ts';
import { type PoissonPanelFit, poissonFixedEffects } from './poisson-fixed-effects.ts';
import { ratioEnds } from './ratio-ends.ts';
import { requireValues } from './require-values.ts';
import { type WaldTest, waldTest } from './wald.ts';

/**
 * Artist-months of two groups on one clock. Juniors are no control for seniors, as tenure differs; artists of the same
 * tenure in earlier years are, with their months counted on a common clock from entry or from a cutoff.
 */
export interface DifferencePanel extends Omit<PanelData, 'columns' | 'month'> {
  readonly month: ArrayLike<number>;
  /** 1 in the rows of artists whom the event concerns, 0 in those of controls; length n. */
  readonly treated: ArrayLike<number>;
}

export interface Difference {
  readonly kind: 'fit';
  /** Logarithm of the rate ratio, with Student's t at artists − 1 degrees of freedom. */
  readonly effect: Coefficient;
  /** e to the effect, and to the ends of its interval. */
  readonly rateRatio: { readonly estimate: number; readonly low: number | null; readonly high: number | null };
  readonly fit: PoissonPanelFit;
}

export interface EventMonth extends Coefficient {
  /** Months from the event's; −1 is what all others are compared with. The first gathers all earlier ones, the last all later ones. */
  readonly relative: number;
}

export interface EventStudy {
  readonly kind: 'fit';
  readonly months: readonly EventMonth[];
  /** Joint test that all effects before −1 are zero. Passing it proves no parallel trends: with few artists it sees little. */
  readonly preTrend: WaldTest;
  readonly fit: PoissonPanelFit;
}

export interface EventStudyOptions {
  /** Months before the event, ≥ 2. @default 12 */
  readonly leads?: number;
  /** Last month after the event, ≥ 0. @default 12 */
  readonly lags?: number;
}

/**
 * Difference in differences of upload rates: Poisson regression of counts on group × after with artist and month
 * effects, standard errors by artist.
 *
 * Wooldridge, J. M. (2023). Simple approaches to nonlinear difference-in-differences with panel data. Econometrics J. 26, C31–C66.
 *
 * @param event first month after
 * @throws RangeError if lengths differ, a value is not finite or out of its range, or `treated` is neither 0 nor 1
 */
export function differenceInDifferences(panel: DifferencePanel, event: Month): Difference | NoFit {
  requireGroups(panel);
  const column = Uint8Array.from(panel.treated, (treated, row) => (panel.month[row]! >= event ? treated : 0));
  const fit = poissonFixedEffects({ ...panel, columns: [column] });
  if (fit.kind === 'no-fit') return inWords(fit, () => 'on one side of the event');
  const [effect] = coefficientTable(fit.coefficients, fit.clusterCovariance, fit.artists - 1);
  return {
    kind: 'fit',
    effect: effect!,
    rateRatio: { estimate: Math.exp(effect!.estimate), ...ratioEnds(effect!) },
    fit,
  };
}

/**
 * Event study: the difference between the groups in each month, against the month before the event.
 *
 * Roth, J. et al. (2023). What's trending in difference-in-differences? J. Econometrics 235, 2218–2244.
 *
 * @param event the month numbered 0
 * @throws RangeError as `differenceInDifferences`, or if leads or lags are out of range
 */
export function eventStudy(panel: DifferencePanel, event: Month, options: EventStudyOptions = {}): EventStudy | NoFit {
  const { leads = 12, lags = 12 } = options;
  requireWhole('leads', leads, 2);
  requireWhole('lags', lags, 0);
  requireGroups(panel);
  const relative = Int32Array.from(panel.month, (month) => Math.min(lags, Math.max(-leads, month - event)));
  const seen = new Set(relative.filter((_, row) => panel.treated[row] === 1));
  seen.delete(-1);
  const terms = [...seen].sort((a, b) => a - b);
  const columns = terms.map((term) =>
    Uint8Array.from(panel.treated, (treated, row) => (relative[row] === term ? treated : 0)),
  );
  const fit = poissonFixedEffects({ ...panel, columns });
  if (fit.kind === 'no-fit') return inWords(fit, (term) => `in months -1 and ${terms[term]} from the event`);
  const table = coefficientTable(fit.coefficients, fit.clusterCovariance, fit.artists - 1);
  const robust = fit.clusterCovariance;
  const before = terms.filter((term) => term < -1).length;
  return {
    kind: 'fit',
    months: terms.map((term, j) => ({ relative: term, ...table[j]! })),
    preTrend: waldTest(fit.coefficients.subarray(0, before), robust && block(robust, 0, before)),
    fit,
  };
}

/** The failure of a column, told as what the groups lack. */
function inWords(failure: NoFit, where: (column: number) => string): NoFit {
  if (failure.column === null) return failure;
  const lack = failure.cause === 'separated' ? 'a group without uploads' : 'nothing to compare between the groups';
  return noFit(failure.cause, `there is ${lack} ${where(failure.column)}`, failure.column);
}

function requireGroups({ treated, month, y }: DifferencePanel): void {
  requireValues(month, y.length, 'months', Number.isInteger);
  requireValues(treated, y.length, 'treated marks', (value) => value === 0 || value === 1);
}

function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`${name} must be a whole number >= ${least}, got ${value}`);
}
