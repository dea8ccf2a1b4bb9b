import type { Month } from '../../core/month.ts';
import { type Coefficient, coefficientTable } from './coefficients.ts';
import { type Degeneracy, isRoundingOnly, requireFinite } from './degeneracy.ts';
import { type Intervention, itsColumns } from './its-columns.ts';
import { type NeweyWestOptions, neweyWest, type ScoreModel } from './newey-west.ts';
import type { NoFit } from './no-fit.ts';
import { ols } from './ols.ts';
import { poissonRegression } from './poisson.ts';

/** A series with its months; those not observed are left out. */
export interface MonthlyValues {
  /** Length n, strictly rising. */
  readonly months: ArrayLike<Month>;
  /** Length n; counts ≥ 0 for the log link. */
  readonly values: ArrayLike<number>;
  /** For the log link: what a count is proportional to, such as artists at risk, > 0; length n. @default 1 */
  readonly exposure?: ArrayLike<number>;
}

export interface ItsOptions extends NeweyWestOptions {
  readonly interventions: readonly Intervention[];
  /** Months that get a dummy of their own, which takes them out of the fit. @default none */
  readonly pulses?: readonly Month[];
  /** Pairs of cosine and sine of the year, 0 to 5. @default 2 */
  readonly harmonics?: number;
  /** `identity`: least squares. `log`: quasi-Poisson. @default 'identity' */
  readonly link?: 'identity' | 'log';
  /** `model` assumes independent months. @default 'newey-west' */
  readonly covariance?: 'newey-west' | 'model';
}

/** `intercept`, `trend`, `level:<id>`, `slope:<id>`, `pulse:<month>`, `cos:<k>` or `sin:<k>`. */
export interface ItsTerm extends Coefficient {
  readonly name: string;
}

export interface ItsFit {
  readonly n: number;
  readonly df: number;
  /**
   * In units of y, or of its logarithm: the value in the first month, the change per month, each intervention's jump and
   * change of slope, …; empty where there is no fit.
   */
  readonly terms: readonly ItsTerm[];
  /** Expected value of each month; empty where there is no fit. */
  readonly fitted: Float64Array;
  /** Sum of squared residuals, or the Poisson deviance. */
  readonly lossAtFit: number | null;
  /** Akaike's and Schwarz's criteria, for the identity link; smaller is better. */
  readonly aic: number | null;
  readonly bic: number | null;
  /** For the log link: Pearson's χ² over its degrees of freedom, 1 for Poisson counts. */
  readonly dispersion: number | null;
  /** Lags of the Newey–West covariance; null without one. */
  readonly lags: number | null;
  readonly reason: Degeneracy | NoFit['cause'] | null;
}

/**
 * Interrupted time series: a line with a change of level and of slope at each intervention, and a yearly season.
 * What it calls an effect is any departure from the line before; on counts of seniors or juniors the split alone makes
 * one, so fit standardised or placebo-differenced series, and rank the result among `placeboEvents`.
 *
 * Wagner, A. K. et al. (2002). Segmented regression analysis of interrupted time series studies in medication use
 * research. J. Clin. Pharm. Ther. 27, 299–309.
 * Bernal, J. L., Cummins, S. & Gasparrini, A. (2017). Interrupted time series regression for the evaluation of public
 * health interventions: a tutorial. Int. J. Epidemiol. 46, 348–355.
 *
 * @throws RangeError if lengths differ, months do not rise, a value is not finite, a count negative or an option out of range
 */
export function interruptedSeries(series: MonthlyValues, options: ItsOptions): ItsFit {
  const { months, values } = series;
  requireFinite(values);
  requireRising(months, values.length);
  const { interventions, pulses = [], harmonics = 2, link = 'identity', covariance = 'newey-west' } = options;
  const named = itsColumns(months, interventions, pulses, harmonics);
  const names = ['intercept', ...named.map(({ name }) => name)];
  const columns = named.map(({ column }) => column);
  const n = values.length;
  const df = n - names.length;
  const { coefficients, model, ...fit } = fitOf(df, link, columns, series);
  const robust = covariance === 'model' || model === null ? null : neweyWest(model, options);
  const terms = (robust?.coefficients ?? coefficients).map((term, j) => ({ name: names[j]!, ...term }));
  return { n, df, terms, lags: robust?.lags ?? null, ...fit };
}

interface ModelFit extends Pick<ItsFit, 'fitted' | 'lossAtFit' | 'aic' | 'bic' | 'dispersion' | 'reason'> {
  readonly coefficients: readonly Coefficient[];
  readonly model: ScoreModel | null;
}

function fitOf(
  df: number,
  link: 'identity' | 'log',
  columns: readonly Float64Array[],
  series: MonthlyValues,
): ModelFit {
  if (df <= 0) return withoutFit('too-few-months');
  return link === 'log' ? logFit(columns, series) : lineFit(columns, series.values);
}

function lineFit(columns: readonly Float64Array[], values: ArrayLike<number>): ModelFit {
  const { coefficients, residuals, ssr, aic, bic, model, reason } = ols(columns, values);
  const fitted = residuals.map((residual, i) => values[i]! - residual);
  return { coefficients, model, fitted, lossAtFit: ssr, aic, bic, dispersion: null, reason };
}

function logFit(regressors: readonly Float64Array[], { values, exposure }: MonthlyValues): ModelFit {
  const n = values.length;
  const columns = [new Float64Array(n).fill(1), ...regressors];
  const fit = poissonRegression({ columns, y: values, ...(exposure && { exposure }) });
  if (fit.kind === 'no-fit') return withoutFit(fit.cause);
  const { coefficients: estimates, covariance: bread, fitted, deviance, dispersion } = fit;
  const residuals = fitted.map((mean, i) => values[i]! - mean);
  const isExact = isRoundingOnly(
    residuals.reduce((sum, residual) => sum + residual ** 2, 0),
    values,
  );
  const quasi = isExact ? null : bread.map((value) => value * (dispersion ?? 0));
  return {
    coefficients: coefficientTable(estimates, quasi, n - columns.length),
    model: isExact ? null : { estimates, columns, residuals, bread },
    fitted,
    lossAtFit: deviance,
    aic: null,
    bic: null,
    dispersion,
    reason: isExact ? 'exact-fit' : null,
  };
}

function withoutFit(reason: Degeneracy | NoFit['cause']): ModelFit {
  const none = { model: null, lossAtFit: null, aic: null, bic: null, dispersion: null };
  return { coefficients: [], fitted: new Float64Array(0), ...none, reason };
}

function requireRising(months: ArrayLike<Month>, n: number): void {
  if (months.length !== n) throw new RangeError(`expected ${n} months, got ${months.length}`);
  for (let i = 1; i < n; i++) {
    if (!(months[i]! > months[i - 1]!))
      throw new RangeError(`months must rise, got ${months[i]} after ${months[i - 1]}`);
  }
}
