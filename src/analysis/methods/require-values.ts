/**
 * Checks a caller's numbers.
 *
 * @param holds true for a value in range
 * @throws RangeError naming the first value that is not finite or out of range, or the length if it is not n
 */
export function requireValues(
  values: ArrayLike<number>,
  n: number,
  name: string,
  holds: (value: number) => boolean = () => true,
): void {
  if (values.length !== n) throw new RangeError(`expected ${n} ${name}, got ${values.length}`);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (!(Number.isFinite(value) && holds(value))) throw new RangeError(`${name} out of range at row ${i}: ${value}`);
  }
}

export const isCount = (value: number): boolean => value >= 0;
export const isPositive = (value: number): boolean => value > 0;
