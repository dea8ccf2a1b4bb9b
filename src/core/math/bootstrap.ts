import type { Rng } from '../rng.ts';

/**
 * A table of counts, and what each cluster adds to it: entry i adds `value[i]` to `cell[i]`.
 * The entries of cluster c are `start[c]` to `start[c + 1]`.
 */
export interface ClusterCounts {
  readonly clusters: number;
  readonly cells: number;
  /** Length clusters + 1, rising from 0 to the number of entries n. */
  readonly start: Uint32Array;
  /** Length n. */
  readonly cell: Uint32Array;
  /** Length n. */
  readonly value: Uint32Array;
}

/** Fills in how often each cluster is drawn; `weights` has one entry a cluster. */
export type DrawWeights = (weights: Uint16Array) => void;

/** Draws clusters with replacement, as many as there are: multinomial weights with equal chances. */
export function multinomialWeights(rng: Rng): DrawWeights {
  return (weights) => {
    const n = weights.length;
    weights.fill(0);
    for (let i = 0; i < n; i++) {
      const drawn = rng.integer(n);
      weights[drawn] = weights[drawn]! + 1;
    }
  };
}

/**
 * Cluster bootstrap of a table of counts: clusters, not single counts, are drawn again, so that whatever
 * ties the counts of one cluster together stays in every draw.
 *
 * Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. J. Human Resources 50, 317–372.
 *
 * @param draws number of draws B ≥ 1
 * @returns draws × cells, row by row; all zero where there are no clusters
 */
export function clusterBootstrap(counts: ClusterCounts, draws: number, drawWeights: DrawWeights): Float64Array {
  if (!(Number.isSafeInteger(draws) && draws >= 1)) {
    throw new RangeError(`draws must be a whole number >= 1, got ${draws}`);
  }
  const result = new Float64Array(draws * counts.cells);
  const weights = new Uint16Array(counts.clusters);
  for (let draw = 0; draw < draws; draw++) {
    drawWeights(weights);
    addWeighted(counts, weights, result.subarray(draw * counts.cells, (draw + 1) * counts.cells));
  }
  return result;
}

/** The table itself: every cluster once. @returns length cells */
export function tally(counts: ClusterCounts): Float64Array {
  const result = new Float64Array(counts.cells);
  addWeighted(counts, new Uint16Array(counts.clusters).fill(1), result);
  return result;
}

function addWeighted({ start, cell, value }: ClusterCounts, weights: Uint16Array, into: Float64Array): void {
  for (let cluster = 0; cluster < weights.length; cluster++) {
    const weight = weights[cluster]!;
    if (weight === 0) continue;
    const end = start[cluster + 1]!;
    for (let i = start[cluster]!; i < end; i++) into[cell[i]!] = into[cell[i]!]! + weight * value[i]!;
  }
}
