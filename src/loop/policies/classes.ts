import { apportion } from '../apportion.ts';

/**
 * Weights of synthetic items that crowd into a few classes: those in `focus` share `share` of them evenly, the others the
 * rest.
 *
 * The question is asked by Martínez, G. et al. (2023). Combining generative artificial intelligence (AI) and the Internet,
 * arXiv 2303.01255.
 *
 * @param classes number of classes C
 * @param focus classes from 0 to C − 1, each once; at least one and not all
 * @param share of items, in [0, 1]; focus.length / C is no concentration
 * @returns adds up to 1; length C
 * @example concentratedWeights(4, [0], 0.7) // => [0.7, 0.1, 0.1, 0.1]
 */
export function concentratedWeights(classes: number, focus: readonly number[], share: number): number[] {
  const crowded = new Set(focus);
  if (crowded.size !== focus.length || crowded.size === 0 || crowded.size >= classes) {
    throw new RangeError(`focus must name some but not all of ${classes} classes, each once, got [${focus}]`);
  }
  const stray = focus.find((label) => !(Number.isSafeInteger(label) && label >= 0 && label < classes));
  if (stray !== undefined)
    throw new RangeError(`a class must be a whole number from 0 to ${classes - 1}, got ${stray}`);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be in [0, 1], got ${share}`);
  return Array.from({ length: classes }, (_, label) =>
    crowded.has(label) ? share / crowded.size : (1 - share) / (classes - crowded.size),
  );
}

/**
 * Synthetic items of each class.
 *
 * @param items a count
 * @param weights finite, >= 0, not all 0; length C
 * @returns adds up to `items`; length C
 * @example classCounts(10, [0.7, 0.1, 0.1, 0.1]) // => [7, 1, 1, 1]
 */
export function classCounts(items: number, weights: readonly number[]): number[] {
  return apportion(items, weights);
}
