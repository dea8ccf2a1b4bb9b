import { autocorrelation, durbinWatson, ljungBox } from '../../src/analysis/methods/autocorrelation.ts';
import { noiseSigma, optimalPartition } from '../../src/analysis/methods/change-points.ts';
import { chowTest } from '../../src/analysis/methods/chow.ts';
import type { Coefficient } from '../../src/analysis/methods/coefficients.ts';
import { hamedRao } from '../../src/analysis/methods/hamed-rao.ts';
import { type ItsOptions, interruptedSeries } from '../../src/analysis/methods/its.ts';
import { kendallTau } from '../../src/analysis/methods/kendall-tau.ts';
import { mannKendall } from '../../src/analysis/methods/mann-kendall.ts';
import { neweyWest } from '../../src/analysis/methods/newey-west.ts';
import { olsTrend } from '../../src/analysis/methods/ols.ts';
import { siegel } from '../../src/analysis/methods/siegel.ts';
import { theilSen, theilSenSlope } from '../../src/analysis/methods/theil-sen.ts';
import { GOLDEN, type GoldenCheck, type Plain, worstError } from './golden.ts';

type Series = readonly number[];

interface BlockMethod {
  readonly method: string;
  readonly reference: string;
  /** Name of the block. */
  readonly block: RegExp;
  /** @default 1e-9 */
  readonly tolerance?: number;
  /** The block's numbers by our method; `lags` is what the name of the block says. */
  readonly compute: (x: Series, lags: number) => unknown;
}

const SCIPY = 'scipy 1.10.1';
const STATSMODELS = 'statsmodels 0.13.5';
const BREAK_AT = 20;

const METHODS: readonly BlockMethod[] = [
  {
    method: 'Mann–Kendall, normal',
    reference: 'R 4.2.2 cor.test',
    block: /^mann_kendall$/,
    compute: (x) => {
      const { score, variance, z, p } = mannKendall(x, { method: 'normal' });
      return { S: score, varS: variance, Z: z, p };
    },
  },
  {
    method: 'Mann–Kendall, exact',
    reference: SCIPY,
    block: /^kendall_exact$/,
    compute: (x) => ({ tau: kendallTau(x).tau, p: mannKendall(x).p }),
  },
  { method: 'Kendall τ_b', reference: SCIPY, block: /^kendall_tau_b$/, compute: kendallTau },
  {
    method: 'Hamed–Rao',
    reference: `${STATSMODELS} acf, ${SCIPY} ranks`,
    block: /^hamed_rao_lag(3|all)$/,
    compute: (x, lags) => {
      const result = hamedRao(x, { lags: Number.isNaN(lags) ? x.length - 1 : lags });
      if (result.reason !== null) return { undefined: true };
      const { score, factor, variance, z, p, significantLags } = result;
      const shared = { S: score, varS: variance, Z: z, p, correction: factor, sig_lags: significantLags };
      return { ...shared, variance_raw: mannKendall(x).variance, sen_slope_used: theilSenSlope(x) };
    },
  },
  {
    method: 'Theil–Sen',
    reference: SCIPY,
    block: /^theil_sen_separate$/,
    compute: (x) => senLine(x, 'separate'),
  },
  {
    method: 'Theil–Sen, joint intercept',
    reference: SCIPY,
    block: /^theil_sen_joint$/,
    compute: (x) => senLine(x, 'joint'),
  },
  { method: 'Siegel', reference: SCIPY, block: /^siegel$/, compute: siegel },
  {
    method: 'least squares',
    reference: STATSMODELS,
    block: /^ols$/,
    compute: (x) => {
      const { coefficients, residuals, rSquared } = olsTrend(x);
      return {
        params: coefficients.map(({ estimate }) => estimate),
        bse: coefficients.map(({ standardError }) => standardError),
        tvalues: coefficients.map(({ statistic }) => statistic),
        pvalues: coefficients.map(({ p }) => p),
        ci: coefficients.map(({ low, high }) => [low, high]),
        rsquared: rSquared,
        dw: durbinWatson(residuals),
      };
    },
  },
  {
    method: 'least squares',
    reference: 'exact fractions',
    block: /^ols_exact$/,
    compute: (x) => {
      const { coefficients, ssr } = olsTrend(x);
      return { intercept: coefficients[0]?.estimate, slope: coefficients[1]?.estimate, ssr };
    },
  },
  {
    method: 'Newey–West',
    reference: STATSMODELS,
    block: /^newey_west_lag\d_corr0$/,
    compute: (x, lags) => hac(x, lags, false),
  },
  {
    method: 'Newey–West, small sample',
    reference: STATSMODELS,
    block: /^newey_west_lag\d_corr1$/,
    compute: (x, lags) => hac(x, lags, true),
  },
  {
    method: 'interrupted series, Newey–West',
    reference: STATSMODELS,
    block: /^its_t0_20_hac3$/,
    compute: (x) => {
      const { terms, lossAtFit, aic, bic } = breakAt20(x, { lags: 3, distribution: 'normal', harmonics: 0 });
      const pvalues = terms.map(({ p }) => p);
      return { ...paramsOf(terms), pvalues, ssr: lossAtFit, aic, bic };
    },
  },
  {
    method: 'interrupted series, season',
    reference: STATSMODELS,
    block: /^its_t0_20_seasonal1$/,
    compute: (x) => {
      const { terms, lossAtFit } = breakAt20(x, { covariance: 'model', harmonics: 1 });
      return { ...paramsOf(terms), ssr: lossAtFit };
    },
  },
  {
    method: 'interrupted series, log link',
    reference: STATSMODELS,
    block: /^poisson_its$/,
    tolerance: 1e-7,
    compute: (x) => {
      const counts = x.map((value) => roundHalfEven(Math.abs(value)));
      const { terms, dispersion, lossAtFit } = breakAt20(counts, { covariance: 'model', harmonics: 0, link: 'log' });
      // The reference leaves the overdispersion out of its errors.
      const bse = terms.map(({ standardError }) => standardError! / Math.sqrt(dispersion!));
      return { ...paramsOf(terms), bse, deviance: lossAtFit, phi: dispersion };
    },
  },
  {
    method: 'Chow',
    reference: SCIPY,
    block: /^chow_t0_20$/,
    compute: (x) => {
      const { f, p } = chowTest(x, BREAK_AT);
      return { F: f, p };
    },
  },
  {
    method: 'Ljung–Box',
    reference: STATSMODELS,
    block: /^ljung_box_6_on_ols_resid$/,
    compute: (x) => {
      const { q, p } = ljungBox(olsTrend(x).residuals, 6);
      return { Q: q, p };
    },
  },
  { method: 'autocorrelation', reference: STATSMODELS, block: /^acf6$/, compute: (x) => autocorrelation(x, 6) },
  {
    method: 'optimal partition',
    reference: 'exact dynamic programme',
    block: /^optimal_partition_l2$/,
    compute: (x) => {
      const sigma = noiseSigma(x);
      const penalty = 2 * Math.log(x.length) * (sigma === 0 ? 1 : sigma ** 2);
      const { changePoints, objective } = optimalPartition(x, penalty, 2);
      return { sigma, penalty, change_points: changePoints, objective };
    },
  },
];

/** The least-squares numbers of this series are themselves rounding at 1e-9: an offset of a million in front of 0.01. */
const ROUGH_SERIES = 'large_offset';
const ROUGH_BLOCKS = /^(ols|newey_west.*|its.*|chow.*|ljung.*)$/;

/** Every block of the fixture's series that one of these methods answers for. */
export const seriesChecks: readonly GoldenCheck[] = Object.entries(GOLDEN.series).flatMap(([name, { x, ref }]) =>
  Object.entries(ref).flatMap(([block, { value }]) => {
    const found = METHODS.find((method) => method.block.test(block));
    return found ? [checkOf(found, name, block, x, value)] : [];
  }),
);

function checkOf(found: BlockMethod, name: string, block: string, x: Series, expected: Plain): GoldenCheck {
  const { method, reference, compute, tolerance = 1e-9 } = found;
  const lags = Number(/lag(\d)/.exec(block)?.[1]);
  const isRough = name === ROUGH_SERIES && ROUGH_BLOCKS.test(block) && block !== 'ols_exact';
  return {
    method: isRough ? `${method}, large offset` : method,
    reference,
    block: `series/${name}/${block}`,
    tolerance: isRough ? 1e-6 : tolerance,
    error: () => worstError(compute(x, lags), expected),
  };
}

function senLine(x: Series, intercept: 'separate' | 'joint') {
  const line = theilSen(x, { intercept });
  return { slope: line.slope, intercept: line.intercept, lo: line.low, hi: line.high };
}

function hac(x: Series, lags: number, smallSample: boolean) {
  const { coefficients, covariance } = neweyWest(olsTrend(x).model!, { lags, smallSample, distribution: 'normal' });
  return {
    bse: coefficients.map(({ standardError }) => standardError),
    z: coefficients.map(({ statistic }) => statistic),
    pvalues: coefficients.map(({ p }) => p),
    cov: [Array.from(covariance.subarray(0, 2)), Array.from(covariance.subarray(2))],
  };
}

function breakAt20(values: Series, options: Omit<ItsOptions, 'interventions'>) {
  const event = { id: 'break', from: BREAK_AT, to: BREAK_AT };
  return interruptedSeries({ months: values.map((_, i) => i), values }, { ...options, interventions: [event] });
}

function paramsOf(terms: readonly Coefficient[]) {
  return { params: terms.map(({ estimate }) => estimate), bse: terms.map(({ standardError }) => standardError) };
}

/** As numpy rounds. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
