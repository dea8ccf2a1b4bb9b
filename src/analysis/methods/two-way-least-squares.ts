import { block, clusterCovariance, type SmallSample } from './cluster-covariance.ts';
import { type NoFit, noFit } from './no-fit.ts';
import { cholesky, choleskyInverse, choleskySolve } from './normal-equations.ts';
import { type Panel, type PanelData, type PanelFit, panelFrom } from './panel.ts';
import { artistScores, estimable, totalScore, withinInformation } from './within-artist.ts';

/**
 * Least squares of log(1 + y) with an effect for each artist and, where months are given, for each month. For comparison
 * with older work only: its coefficient is no ratio of rates where zeros are common.
 *
 * Chen, J. & Roth, J. (2024). Logs with zeros? Some problems and solutions. Quarterly J. Economics 139, 891–936.
 *
 * @param smallSample the third choice counts artist and month effects among the coefficients. @default 'clusters'
 * @throws RangeError if lengths differ or a value is not finite or out of its range
 * @example twoWayLeastSquares({ artist: [1, 1, 2, 2], columns: [[0, 1, 0, 1]], y: [0, 1, 1, 3] }) // => coefficients [log 2]
 */
export function twoWayLeastSquares(data: PanelData, smallSample: SmallSample = 'clusters'): PanelFit | NoFit {
  const whole = panelFrom(data, 'any');
  if (whole.artists === 0) return noFit('too-few-data', 'no artist has two months to compare');
  const panel = estimable(whole);
  if ('kind' in panel) return panel;
  const { dummies, width } = panel;

  const weights = new Float64Array(panel.y.length).fill(1);
  const centred = centredByArtist(panel, panel.y.map(Math.log1p));
  const { information, scale } = withinInformation(panel, weights);
  const factor = cholesky(information, width, scale);
  const coefficients = choleskySolve(factor, totalScore(panel, centred));
  const inverse = choleskyInverse(factor);
  const residuals = centredByArtist(
    panel,
    centred.map((value, row) => value - predicted(panel, row, coefficients)),
  );
  const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0);
  const sizes = { clusters: panel.artists, rows: panel.y.length, coefficients: width + panel.artists };
  const free = sizes.rows - sizes.coefficients;
  const robust = clusterCovariance(inverse, artistScores(panel, residuals), sizes, smallSample);
  return {
    kind: 'fit',
    coefficients: coefficients.slice(dummies),
    covariance: free > 0 ? block(inverse, dummies, width).map((value) => (value * squares) / free) : null,
    clusterCovariance: robust && block(robust, dummies, width),
    artists: panel.artists,
    rows: panel.y.length,
    dropped: panel.dropped,
  };
}

function predicted({ x, width }: Panel, row: number, coefficients: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += x[row * width + j]! * coefficients[j]!;
  return sum;
}

function centredByArtist({ artists, start }: Panel, values: Float64Array): Float64Array {
  const result = Float64Array.from(values);
  for (let artist = 0; artist < artists; artist++) {
    const own = result.subarray(start[artist]!, start[artist + 1]!);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    for (let i = 0; i < own.length; i++) own[i] = own[i]! - mean;
  }
  return result;
}
