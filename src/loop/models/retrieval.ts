import { type FeatureMatrix, rowOf } from '../metrics/feature-matrix.ts';
import { dotProduct } from '../metrics/sums.ts';

/**
 * The share of images whose own text is nearer than all others by the inner product of their vectors.
 *
 * @param images [n, d], n >= 1
 * @param texts [n, d], each of the image in the same row
 * @returns in [0, 1]; 1 / n by chance
 */
export function retrievalAccuracy(images: FeatureMatrix, texts: FeatureMatrix): number {
  const product = (image: number, text: number) => dotProduct(rowOf(images, image), rowOf(texts, text));
  let right = 0;
  for (let image = 0; image < images.rows; image++) {
    const own = product(image, image);
    let nearer = 0;
    for (let text = 0; text < texts.rows; text++) if (text !== image && product(image, text) >= own) nearer++;
    if (nearer === 0) right++;
  }
  return right / images.rows;
}
