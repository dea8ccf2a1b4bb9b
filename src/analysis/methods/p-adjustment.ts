/**
 * Applies an adjustment that works on rising p-values to those of a list, and puts the results back in their places.
 *
 * @throws RangeError if a p lies outside [0, 1]
 */
export function adjusted(
  p: readonly (number | null)[],
  adjustSorted: (sorted: readonly number[]) => readonly number[],
): (number | null)[] {
  const known = p.flatMap((value, place) => (value === null ? [] : [{ value, place }]));
  for (const { value } of known) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`p must lie in [0, 1], got ${value}`);
  }
  known.sort((a, b) => a.value - b.value);
  const result: (number | null)[] = p.map(() => null);
  adjustSorted(known.map(({ value }) => value)).forEach((value, i) => {
    result[known[i]!.place] = value;
  });
  return result;
}
