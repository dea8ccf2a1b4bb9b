/**
 * Whole numbers for a run of fractional amounts: each rounding remainder is carried on to the next, so the sum of any
 * first k counts is the sum of the first k amounts rounded half up, and small amounts do not vanish.
 *
 * @param amounts >= 0; length n
 * @returns length n
 * @example wholeCounts([0.4, 0.4, 0.4]) // => [0, 1, 0]
 */
export function wholeCounts(amounts: readonly number[]): number[] {
  let exact = 0;
  let given = 0;
  return amounts.map((amount) => {
    exact += amount;
    const count = Math.round(exact) - given;
    given += count;
    return count;
  });
}
