import { bootstrapStatistic } from '../../src/analysis/methods/cluster-bootstrap.ts';
import { type SmallSample, standardErrors } from '../../src/analysis/methods/cluster-covariance.ts';
import { kaplanMeier } from '../../src/analysis/methods/kaplan-meier.ts';
import { logRank } from '../../src/analysis/methods/log-rank.ts';
import { negativeBinomial } from '../../src/analysis/methods/negative-binomial.ts';
import type { NoFit } from '../../src/analysis/methods/no-fit.ts';
import { twoSidedNormalP } from '../../src/analysis/methods/normal.ts';
import type { PanelData, PanelFit } from '../../src/analysis/methods/panel.ts';
import { poissonFixedEffects } from '../../src/analysis/methods/poisson-fixed-effects.ts';
import { twoWayLeastSquares } from '../../src/analysis/methods/two-way-least-squares.ts';
import { olsSlope } from '../../src/analysis/slope.ts';
import type { ClusterCounts } from '../../src/core/math/bootstrap.ts';
import { quantileSorted } from '../../src/core/math/quantile.ts';
import { GOLDEN, type GoldenCheck, type Plain, worstError } from './golden.ts';

// The shapes are those of our own fixture.
const PANEL = GOLDEN.panel as unknown as {
  readonly rows: readonly (readonly [artist: number, month: number, treated: number, post: number, uploads: number])[];
  readonly ref: Readonly<Record<string, { readonly value: Readonly<Record<string, Plain>> }>>;
};
const SURVIVAL = GOLDEN.kaplan_meier as unknown as {
  readonly durations: readonly number[];
  readonly event: readonly number[];
  readonly group: readonly number[];
  readonly ref: Readonly<Record<string, readonly (number | null)[]>> & { median: number; logrank_chisq: number };
};
const BOOTSTRAP = GOLDEN.cluster_bootstrap as unknown as {
  readonly draws: readonly (readonly number[])[];
  readonly ref: Readonly<Record<string, Plain>>;
};

const STATSMODELS = 'statsmodels 0.13.5';
const SURVIVAL_R = 'R 4.2.2 survival 3.5-3';

function fixedEffects(): unknown {
  const { coefficients, covariance, clusterCovariance, deviance } = fitted(poissonFixedEffects(panelData(), 'none'));
  return {
    did: coefficients[0],
    bse_model: standardErrors(covariance!)[0],
    bse_cluster_nocorr: standardErrors(clusterCovariance!)[0],
    bse_cluster_smcorr: clusterError(poissonFixedEffects(panelData(), FULL)),
    deviance,
    R_glm_did: coefficients[0],
  };
}

function leastSquares(): unknown {
  const result = twoWayLeastSquares(panelData(), FULL);
  const [did] = fitted(result).coefficients;
  const bse = clusterError(result);
  return { did, bse, p: twoSidedNormalP(did! / bse) };
}

function nb2() {
  const { rows } = PANEL;
  return fitted(
    negativeBinomial({
      columns: [
        rows.map(() => 1),
        rows.map((row) => row[1]),
        rows.map((row) => row[2]),
        rows.map((row) => row[2] * row[3]),
      ],
      y: rows.map((row) => row[4]),
    }),
  );
}

function survivalCurve(): unknown {
  const { steps, median } = kaplanMeier({ time: SURVIVAL.durations, event: SURVIVAL.event });
  return {
    time: steps.map((step) => step.time),
    'n.risk': steps.map((step) => step.atRisk),
    'n.event': steps.map((step) => step.events),
    surv: steps.map((step) => step.survival),
    std_err_cumhaz_scale: steps.map((step) => step.logStandardError),
    lower: steps.map((step) => step.low),
    upper: steps.map((step) => step.high),
    median,
  };
}

function slopeBootstrap(): unknown {
  let next = 0;
  const result = bootstrapStatistic(panelCounts(), olsSlope, {
    draws: BOOTSTRAP.draws.length,
    drawWeights: (weights) => {
      weights.fill(0);
      for (const artist of BOOTSTRAP.draws[next]!) weights[artist] = weights[artist]! + 1;
      next++;
    },
  })!;
  const { point, mean, standardError, percentile, bca } = result;
  if (bca.kind === 'undefined') throw new Error(bca.reason);
  return {
    point,
    mean,
    se: standardError,
    pct: [percentile!.low, percentile!.high],
    bca: [bca.interval.low, bca.interval.high],
    z0: bca.bias,
    a: bca.acceleration,
  };
}

/** Methods for panels and durations against statsmodels and R. */
export const panelChecks: readonly GoldenCheck[] = [
  check('Poisson with artist and month effects', 'panel/poisson_fe_did', `${STATSMODELS}, R 4.2.2 glm`, 1e-8, () =>
    worstError(fixedEffects(), PANEL.ref.poisson_fe_did!.value),
  ),
  check('least squares of log(1 + y), two-way', 'panel/twfe_log1p_did', STATSMODELS, 1e-9, () =>
    worstError(leastSquares(), PANEL.ref.twfe_log1p_did!.value),
  ),
  check('negative binomial (NB2)', 'panel/negbin2', STATSMODELS, 1e-9, () => {
    const { coefficients, overdispersion, covariance, logLikelihood } = nb2();
    const numbers = { params: [...coefficients, overdispersion], bse: standardErrors(covariance), llf: logLikelihood };
    return worstError({ ...numbers, R: null }, { ...PANEL.ref.negbin2!.value, R: null });
  }),
  check('Kaplan–Meier, log–log interval', 'kaplan_meier', SURVIVAL_R, 1e-9, () => {
    const { logrank_chisq, ...curve } = SURVIVAL.ref;
    return worstError(survivalCurve(), curve);
  }),
  check('log-rank', 'kaplan_meier', SURVIVAL_R, 1e-9, () =>
    worstError(
      logRank({ time: SURVIVAL.durations, event: SURVIVAL.event }, SURVIVAL.group).chiSquare,
      SURVIVAL.ref.logrank_chisq,
    ),
  ),
  check('cluster bootstrap, percentile and BCa', 'cluster_bootstrap', 'numpy 1.24.2, scipy 1.10.1', 1e-9, () =>
    worstError(slopeBootstrap(), BOOTSTRAP.ref),
  ),
  ...Object.entries(GOLDEN.series).map(([name, { x, ref }]) =>
    check('quantiles, type 7', `series/${name}/quantiles7`, 'numpy 1.24.2', 1e-9, () => {
      const sorted = Float64Array.from(x).sort();
      const quantiles = [0.025, 0.25, 0.5, 0.75, 0.975].map((p) => quantileSorted(sorted, p));
      return worstError(quantiles, ref.quantiles7!.value);
    }),
  ),
];

const FULL: SmallSample = 'clusters-and-coefficients';

function check(method: string, block: string, reference: string, tolerance: number, error: () => number): GoldenCheck {
  return { method, block, reference, tolerance, error };
}

function panelData(): PanelData {
  const { rows } = PANEL;
  return {
    artist: rows.map((row) => row[0]),
    month: rows.map((row) => row[1]),
    columns: [rows.map((row) => row[2] * row[3])],
    y: rows.map((row) => row[4]),
  };
}

/** Uploads by month (the cells), of each artist (the clusters). */
function panelCounts(): ClusterCounts {
  const { rows } = PANEL;
  const clusters = rows.at(-1)![0] + 1;
  return {
    clusters,
    cells: rows.length / clusters,
    start: Uint32Array.from({ length: clusters + 1 }, (_, artist) => (artist * rows.length) / clusters),
    cell: Uint32Array.from(rows, (row) => row[1]),
    value: Uint32Array.from(rows, (row) => row[4]),
  };
}

function clusterError(result: PanelFit | NoFit): number {
  return standardErrors(fitted(result).clusterCovariance!)[0]!;
}

function fitted<Fit>(result: Fit | NoFit): Fit {
  if (isNoFit(result)) throw new Error(result.reason);
  return result;
}

function isNoFit(result: unknown): result is NoFit {
  return (result as { kind: string }).kind === 'no-fit';
}
