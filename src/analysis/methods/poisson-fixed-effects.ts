import { block, clusterCovariance, type SmallSample } from './cluster-covariance.ts';
import { type Curvature, fastest, maximize } from './newton.ts';
import { collinear, type NoFit, noFit, separated } from './no-fit.ts';
import { choleskyInverse } from './normal-equations.ts';
import { type Panel, type PanelData, type PanelFit, panelFrom } from './panel.ts';
import { poissonDeviance } from './poisson.ts';
import { artistScores, estimable, totalScore, withinInformation } from './within-artist.ts';

export interface PoissonPanelFit extends PanelFit {
  readonly deviance: number;
  readonly iterations: number;
}

/** A row expected to have e⁻²⁰ of its artist's rate is on its way to zero. */
const SEPARATED = 20;

/**
 * Poisson regression with an effect for each artist and, where months are given, for each month. Artist effects are
 * profiled out, αᵢ = Σy / Σexp(x·β), which for this model is the same as a dummy for each and as conditioning on the
 * artist's total. β is consistent whatever the distribution of the counts, if their mean is right.
 *
 * Wooldridge, J. M. (1999). Distribution-free estimation of some nonlinear panel data models. J. Econometrics 90, 77–97.
 * Correia, S., Guimarães, P. & Zylkin, T. (2020). Fast Poisson estimation with high-dimensional fixed effects. Stata J. 20, 95–115.
 *
 * @param smallSample the third choice counts artist and month effects among the coefficients. @default 'clusters'
 * @throws RangeError if lengths differ or a value is not finite or out of its range
 * @example poissonFixedEffects({ artist: [1, 1, 2, 2], columns: [[0, 1, 0, 1]], y: [2, 4, 5, 10] }) // => coefficients [log 2]
 */
export function poissonFixedEffects(data: PanelData, smallSample: SmallSample = 'clusters'): PoissonPanelFit | NoFit {
  const whole = panelFrom(data, 'with-events');
  if (whole.artists === 0) return noFit('no-events', 'no artist has uploads and two months to compare');
  const panel = estimable(whole);
  if ('kind' in panel) return panel;
  const { dummies, width } = panel;

  const means = new Float64Array(panel.y.length);
  const residuals = new Float64Array(panel.y.length);
  const curvatureAt = (coefficients: Float64Array): Curvature => {
    const value = profileMeans(panel, coefficients, means);
    for (let row = 0; row < means.length; row++) residuals[row] = panel.y[row]! - means[row]!;
    return { value, score: totalScore(panel, residuals), ...withinInformation(panel, means) };
  };
  const found = maximize(new Float64Array(width), curvatureAt);
  if (found.kind === 'no-fit') return ofCallers(found, dummies);
  if (isSeparated(panel, means)) return ofCallers(separated(fastest(found.lastStep)), dummies);

  const inverse = choleskyInverse(found.factor);
  const sizes = { clusters: panel.artists, rows: panel.y.length, coefficients: width + panel.artists };
  const robust = clusterCovariance(inverse, artistScores(panel, residuals), sizes, smallSample);
  return {
    kind: 'fit',
    coefficients: found.coefficients.slice(dummies),
    covariance: block(inverse, dummies, width),
    clusterCovariance: robust && block(robust, dummies, width),
    artists: panel.artists,
    rows: panel.y.length,
    dropped: panel.dropped,
    deviance: poissonDeviance(panel.y, means),
    iterations: found.iterations,
  };
}

/** Fills in the expected counts given β, artist totals kept. @returns Σ y·log μ, the log-likelihood but for a constant */
function profileMeans(
  { artists, start, x, width, y, exposure }: Panel,
  coefficients: Float64Array,
  means: Float64Array,
): number {
  let value = 0;
  for (let artist = 0; artist < artists; artist++) {
    const from = start[artist]!;
    const to = start[artist + 1]!;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let row = from; row < to; row++) {
      let predictor = Math.log(exposure[row]!);
      for (let j = 0; j < width; j++) predictor += x[row * width + j]! * coefficients[j]!;
      means[row] = predictor;
      greatest = Math.max(greatest, predictor);
    }
    let total = 0;
    let sum = 0;
    for (let row = from; row < to; row++) {
      sum += y[row]!;
      total += Math.exp(means[row]! - greatest);
    }
    const effect = Math.log(sum / total) - greatest;
    for (let row = from; row < to; row++) {
      value += y[row]! * (means[row]! + effect);
      means[row] = Math.exp(means[row]! + effect);
    }
  }
  return value;
}

function isSeparated({ artists, start, exposure }: Panel, means: Float64Array): boolean {
  for (let artist = 0; artist < artists; artist++) {
    let greatest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let row = start[artist]!; row < start[artist + 1]!; row++) {
      greatest = Math.max(greatest, means[row]! / exposure[row]!);
      least = Math.min(least, means[row]! / exposure[row]!);
    }
    if (least < greatest * Math.exp(-SEPARATED)) return true;
  }
  return false;
}

/** Columns numbered as the caller does. */
function ofCallers(failure: NoFit, dummies: number): NoFit {
  if (failure.column === null) return failure;
  if (failure.column < dummies) return noFit(failure.cause, 'a month effect has no finite value');
  const column = failure.column - dummies;
  return failure.cause === 'collinear' ? collinear(column) : separated(column);
}
