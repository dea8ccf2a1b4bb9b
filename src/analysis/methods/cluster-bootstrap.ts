import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { type ClusterCounts, clusterBootstrap, type DrawWeights, tally } from '../../core/math/bootstrap.ts';
import type { Interval } from '../../core/math/interval.ts';
import { percentileInterval, quantileSorted } from '../../core/math/quantile.ts';
import { normalCdf } from './normal.ts';

export interface ClusterBootstrapOptions {
  /** Number of draws B ≥ 1. */
  readonly draws: number;
  readonly drawWeights: DrawWeights;
  /** @default 0.95 */
  readonly level?: number;
}

export interface ClusterBootstrap {
  readonly point: number;
  /** Over the draws whose statistic is finite; null with fewer than 2 of them. */
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly percentile: Interval | null;
  readonly bca: Bca;
  /** Draws whose statistic is not finite and which are left out. */
  readonly undefinedDraws: number;
}

/** Bias-corrected and accelerated interval, or why there is none. */
export type Bca =
  | { readonly kind: 'interval'; readonly interval: Interval; readonly bias: number; readonly acceleration: number }
  | { readonly kind: 'undefined'; readonly reason: string };

/**
 * Bootstrap of a statistic of a table of counts, whole clusters drawn at a time.
 *
 * Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. J. Human Resources 50, 317–372.
 *
 * @param statistic of the table's cells (length cells); it may return a value that is not finite where it is undefined
 * @returns null if there are no clusters or the statistic of the table itself is not finite
 */
export function bootstrapStatistic(
  counts: ClusterCounts,
  statistic: (cells: Float64Array) => number,
  options: ClusterBootstrapOptions,
): ClusterBootstrap | null {
  const whole = tally(counts);
  const point = counts.clusters === 0 ? Number.NaN : statistic(whole);
  if (!Number.isFinite(point)) return null;
  const tables = clusterBootstrap(counts, options.draws, options.drawWeights);
  const all = Float64Array.from({ length: options.draws }, (_, draw) =>
    statistic(tables.subarray(draw * counts.cells, (draw + 1) * counts.cells)),
  );
  const draws = all.filter(Number.isFinite);
  const level = options.level ?? 0.95;
  const mean = draws.length < 2 ? null : draws.reduce((sum, value) => sum + value, 0) / draws.length;
  return {
    point,
    mean,
    standardError:
      mean === null ? null : Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws.length - 1)),
    percentile: percentileInterval(draws, level),
    bca: bcaInterval(point, draws, jackknife(counts, whole, statistic), level),
    undefinedDraws: options.draws - draws.length,
  };
}

/**
 * Bias-corrected and accelerated bootstrap interval.
 *
 * Efron, B. (1987). Better bootstrap confidence intervals. JASA 82, 171–185.
 *
 * @param point the statistic of the data
 * @param draws of the statistic, finite
 * @param leftOut the statistic without each cluster in turn
 */
export function bcaInterval(point: number, draws: Float64Array, leftOut: Float64Array, level = 0.95): Bca {
  if (draws.length === 0) return { kind: 'undefined', reason: 'there are no draws' };
  const bias = normalQuantile(draws.filter((value) => value < point).length / draws.length, 0, 1);
  if (!Number.isFinite(bias)) {
    return {
      kind: 'undefined',
      reason: 'all draws lie on one side of the point estimate: the bias has no finite value',
    };
  }
  const acceleration = accelerationOf(leftOut);
  if (!Number.isFinite(acceleration)) {
    return { kind: 'undefined', reason: 'leaving out single clusters changes nothing, or leaves nothing' };
  }
  const sorted = Float64Array.from(draws).sort();
  const at = (p: number): number => {
    const shifted = bias + normalQuantile(p, 0, 1);
    return quantileSorted(sorted, normalCdf(bias + shifted / (1 - acceleration * shifted)));
  };
  const tail = (1 - level) / 2;
  return { kind: 'interval', interval: { low: at(tail), high: at(1 - tail) }, bias, acceleration };
}

/** The statistic with each cluster left out, the others' counts scaled to as many clusters as there are. */
function jackknife(
  counts: ClusterCounts,
  whole: Float64Array,
  statistic: (cells: Float64Array) => number,
): Float64Array {
  const scale = counts.clusters / (counts.clusters - 1);
  return Float64Array.from({ length: counts.clusters }, (_, cluster) => {
    const cells = Float64Array.from(whole);
    for (let i = counts.start[cluster]!; i < counts.start[cluster + 1]!; i++) {
      cells[counts.cell[i]!] = cells[counts.cell[i]!]! - counts.value[i]!;
    }
    return statistic(cells.map((value) => value * scale));
  });
}

function accelerationOf(leftOut: Float64Array): number {
  const mean = leftOut.reduce((sum, value) => sum + value, 0) / leftOut.length;
  let squares = 0;
  let cubes = 0;
  for (const value of leftOut) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}
