/**
 * Shares out a whole number of items by weight: everyone gets the floor of the exact part, and the items left over go to
 * the largest remainders, earlier ones first among equals (Hamilton's method).
 *
 * @param total items, a whole number >= 0
 * @param weights finite, >= 0, not all 0; length n
 * @returns whole numbers that add up to `total`, each within 1 of its exact part; length n
 * @throws RangeError if a weight is negative or not finite, or all are 0
 * @example apportion(10, [1, 1, 1]) // => [4, 3, 3]
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  if (!(Number.isSafeInteger(total) && total >= 0)) throw new RangeError(`total must be a count, got ${total}`);
  const wrong = weights.find((weight) => !(Number.isFinite(weight) && weight >= 0));
  if (wrong !== undefined) throw new RangeError(`weights must be finite numbers >= 0, got ${wrong}`);
  const sum = weights.reduce((before, weight) => before + weight, 0);
  if (sum === 0) throw new RangeError('weights must not all be 0');
  const exact = weights.map((weight) => (total * weight) / sum);
  const counts = exact.map(Math.floor);
  const left = total - counts.reduce((before, count) => before + count, 0);
  const byRemainder = exact.map((value, index) => ({ index, remainder: value - counts[index]! }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) counts[index] = counts[index]! + 1;
  return counts;
}
