import type { Rng } from '../rng.ts';

/**
 * Puts values in random order, in place, every order equally likely.
 *
 * Fisher–Yates. Knuth, D. E. (1997). The Art of Computer Programming 2, section 3.4.2.
 */
export function shuffle<Value>(values: { readonly length: number; [index: number]: Value }, rng: Rng): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = rng.integer(last + 1);
    const kept = values[last]!;
    values[last] = values[other]!;
    values[other] = kept;
  }
}
