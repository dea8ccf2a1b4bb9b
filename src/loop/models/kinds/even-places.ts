/**
 * Places spread evenly over items, so that each of several classes that lie one after the other comes to be seen.
 *
 * @example evenPlaces(12, 3) // => [2, 6, 10]
 */
export function evenPlaces(items: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * items) / count));
}
