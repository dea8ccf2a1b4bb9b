import { meanOf } from '../../core/math/mean.ts';
import { pairedCosines } from './cosine.ts';
import { type FeatureMatrix, normalizeRows, requirePair, transpose } from './feature-matrix.ts';
import { type Matmul, plainMatmul } from './matmul.ts';

/**
 * Novelty of items against the works they came from: 1 − cosine, in [0, 2]; NaN where either is the zero vector.
 *
 * @param items n × d
 * @param origins n × d, row i the origin of item i
 * @returns length n
 */
export function noveltyToOrigin(items: FeatureMatrix, origins: FeatureMatrix): Float64Array {
  return pairedCosines(items, origins).values.map((similarity) => 1 - similarity);
}

export interface SetNovelty {
  /** 1 − cosine to the nearest of all originals, length n. */
  readonly nearest: Float64Array;
  /** Mean of 1 − cosine over all originals, length n. */
  readonly mean: Float64Array;
}

/**
 * Novelty of items against a whole set of works, after Zhou, E. & Lee, D. (2024). Generative artificial intelligence, human
 * creativity, and art. PNAS Nexus 3, pgae052, who compare each work with all that came before.
 *
 * @param items n × d
 * @param originals m × d
 * @throws RangeError if a set is empty, they do not fit each other, or a row is the zero vector
 */
export async function noveltyToSet(
  items: FeatureMatrix,
  originals: FeatureMatrix,
  matmul: Matmul = plainMatmul,
): Promise<SetNovelty> {
  requirePair(items, originals, 1);
  const { values } = await matmul(normalizeRows(items), transpose(normalizeRows(originals)));
  const nearest = new Float64Array(items.rows);
  const mean = new Float64Array(items.rows);
  for (let i = 0; i < items.rows; i++) {
    const similarities = values.subarray(i * originals.rows, (i + 1) * originals.rows);
    nearest[i] = 2;
    for (const similarity of similarities) nearest[i] = Math.min(nearest[i]!, 1 - similarity);
    mean[i] = 1 - meanOf(similarities);
  }
  return { nearest, mean };
}
