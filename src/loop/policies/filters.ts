import type { Rng } from '../../core/rng.ts';
import { chooseWithoutReplacement } from './subsample.ts';

/** Rows of numbers that describe items: an item's features lie side by side. */
export interface FeatureRows {
  /** Length n · dimension. */
  readonly values: Float32Array | Float64Array;
  readonly dimension: number;
}

/**
 * The items that look most real.
 *
 * @param scores the higher the more real; no NaN; length n
 * @param keep count in [0, n]
 * @returns positions, rising; length `keep`. Among equal scores the earlier item is kept
 * @example topByScore(Float64Array.of(0.1, 0.9, 0.5), 2) // => [1, 2]
 */
export function topByScore(scores: Float32Array | Float64Array, keep: number): Uint32Array {
  requireKeep(keep, scores.length);
  if (scores.some(Number.isNaN)) throw new RangeError('scores must be numbers, got NaN');
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
  return order.slice(0, keep).sort();
}

/**
 * The items that cover the others best: the first item, then again and again the one farthest (Euclidean) from all kept.
 * The largest distance from an item to the nearest kept one is at most twice the least possible.
 *
 * Gonzalez, T. F. (1985). Clustering to minimize the maximum intercluster distance. Theoretical Computer Science 38, 293–306.
 *
 * @param features n rows
 * @param keep count in [0, n]
 * @returns positions, rising; length `keep`. Among equally far items the earlier is taken. Time O(n · keep · dimension)
 */
export function kCenter(features: FeatureRows, keep: number): Uint32Array {
  const { values, dimension } = features;
  const n = values.length / dimension;
  if (!Number.isSafeInteger(n)) {
    throw new RangeError(`features must be rows of ${dimension} numbers, got ${values.length} numbers`);
  }
  requireKeep(keep, n);
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const kept = new Uint32Array(keep);
  let centre = 0;
  for (let k = 0; k < keep; k++) {
    kept[k] = centre;
    nearest[centre] = -1;
    let farthest = -1;
    for (let item = 0; item < n; item++) {
      if (nearest[item]! < 0) continue;
      nearest[item] = Math.min(nearest[item]!, squaredDistance(features, item, kept[k]!));
      if (nearest[item]! > farthest) {
        farthest = nearest[item]!;
        centre = item;
      }
    }
  }
  return kept.sort();
}

/**
 * As many items as another filter keeps, drawn at random: the control that tells choosing from having fewer items.
 *
 * @param n items
 * @param keep count in [0, n]
 * @returns positions, rising; length `keep`
 */
export function randomControl(n: number, keep: number, rng: Rng): Uint32Array {
  return Uint32Array.from(chooseWithoutReplacement(n, keep, rng));
}

/**
 * Items to draw so that a filter which keeps a share of them has `items` left.
 *
 * @param share in (0, 1]
 * @example itemsToDraw(100, 0.3) // => 334
 */
export function itemsToDraw(items: number, share: number): number {
  if (!(share > 0 && share <= 1)) throw new RangeError(`share kept must be in (0, 1], got ${share}`);
  return Math.ceil(items / share);
}

function requireKeep(keep: number, n: number): void {
  if (!(Number.isSafeInteger(keep) && keep >= 0 && keep <= n)) {
    throw new RangeError(`keep must be a count of at most the ${n} items there are, got ${keep}`);
  }
}

function squaredDistance({ values, dimension }: FeatureRows, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) sum += (values[a * dimension + k]! - values[b * dimension + k]!) ** 2;
  return sum;
}
