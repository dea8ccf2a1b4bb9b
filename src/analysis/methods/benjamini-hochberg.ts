import { adjusted } from './p-adjustment.ts';

/**
 * p-values adjusted for many tests by their false discovery rate: rejecting those ≤ α leaves at most a share α of false
 * ones among them on average, for independent or positively dependent tests.
 *
 * Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289–300.
 *
 * @param p in any order; null where a test has no result: it stays null and is not counted
 * @returns in the order given, each ≥ its p and ≤ 1
 * @throws RangeError if a p lies outside [0, 1]
 * @example benjaminiHochberg([0.01, 0.02, null, 0.5]) // => [0.03, 0.03, null, 0.5]
 */
export function benjaminiHochberg(p: readonly (number | null)[]): (number | null)[] {
  return adjusted(p, (sorted) => {
    const result = sorted.map((value, i) => Math.min(1, value * (sorted.length / (i + 1))));
    for (let i = result.length - 2; i >= 0; i--) result[i] = Math.min(result[i]!, result[i + 1]!);
    return result;
  });
}
