import { adjusted } from './p-adjustment.ts';

/**
 * p-values adjusted for many tests by the chance of even one false rejection, however the tests depend on each other.
 *
 * Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scand. J. Statistics 6, 65–70.
 *
 * @param p in any order; null where a test has no result: it stays null and is not counted
 * @returns in the order given, each ≥ its p and ≤ 1
 * @throws RangeError if a p lies outside [0, 1]
 * @example holm([0.01, 0.02, null, 0.5]) // => [0.03, 0.04, null, 0.5]
 */
export function holm(p: readonly (number | null)[]): (number | null)[] {
  return adjusted(p, (sorted) => {
    const result = sorted.map((value, i) => Math.min(1, value * (sorted.length - i)));
    for (let i = 1; i < result.length; i++) result[i] = Math.max(result[i]!, result[i - 1]!);
    return result;
  });
}
