import { type FeatureMatrix, rowOf, squaredLengths } from './feature-matrix.ts';
import { selfGram } from './gram-tiles.ts';
import type { Matmul } from './matmul.ts';
import { roundingOf, squaredDistance } from './rounding.ts';

/** Candidates kept beyond the k-th, so that rounding seldom hides the true one. */
const SPARE = 8;

/**
 * Squared distance of every item to its k-th neighbour among the others, exact in double precision: candidates come from
 * products in single precision, and where those could have missed one, the item is compared with all.
 *
 * @param features n × d, n > k
 * @param near the same features, centred and in single precision
 * @returns length n
 */
export async function squaredRadii(
  features: FeatureMatrix,
  near: FeatureMatrix<Float32Array>,
  k: number,
  matmul: Matmul,
): Promise<Float64Array> {
  const n = features.rows;
  const lengths = squaredLengths(near);
  const candidates = new Candidates(n, Math.min(n - 1, k + SPARE));
  for await (const { rowFrom, height, width, values } of selfGram(near, matmul)) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < Math.min(width, i); j++) {
        const squared = lengths[rowFrom + i]! + lengths[rowFrom + j]! - 2 * values[i * width + j]!;
        candidates.offer(rowFrom + i, rowFrom + j, squared);
        candidates.offer(rowFrom + j, rowFrom + i, squared);
      }
    }
  }
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  const exactFrom = (i: number, others: ArrayLike<number>) =>
    Float64Array.from(others, (other) => squaredDistance(rowOf(features, i), rowOf(features, other))).sort()[k - 1]!;
  return Float64Array.from({ length: n }, (_, i) => {
    const radius = exactFrom(i, candidates.of(i));
    const slack = roundingOf(features.columns) * (lengths[i]! + longest);
    const isSure = candidates.isEveryone || radius === 0 || radius < candidates.farthest(i) - slack;
    return isSure ? radius : exactFrom(i, everyoneBut(i, n));
  });
}

function everyoneBut(i: number, n: number): Uint32Array {
  return Uint32Array.from({ length: n - 1 }, (_, j) => (j < i ? j : j + 1));
}

/** The nearest few of each item, ascending by distance. */
class Candidates {
  readonly isEveryone: boolean;
  readonly #kept: number;
  readonly #distances: Float64Array;
  readonly #items: Uint32Array;

  constructor(n: number, kept: number) {
    this.isEveryone = kept === n - 1;
    this.#kept = kept;
    this.#distances = new Float64Array(n * kept).fill(Number.POSITIVE_INFINITY);
    this.#items = new Uint32Array(n * kept);
  }

  offer(item: number, other: number, distance: number): void {
    const start = item * this.#kept;
    let place = start + this.#kept - 1;
    if (distance >= this.#distances[place]!) return;
    for (; place > start && this.#distances[place - 1]! > distance; place--) {
      this.#distances[place] = this.#distances[place - 1]!;
      this.#items[place] = this.#items[place - 1]!;
    }
    this.#distances[place] = distance;
    this.#items[place] = other;
  }

  of(item: number): Uint32Array {
    return this.#items.subarray(item * this.#kept, (item + 1) * this.#kept);
  }

  farthest(item: number): number {
    return this.#distances[(item + 1) * this.#kept - 1]!;
  }
}
