import type { Rng } from '../../core/rng.ts';

/**
 * `size` different whole numbers below `n`, ascending, every set of them equally likely.
 *
 * Fisher–Yates, stopped early. Knuth, D. E. (1997). The Art of Computer Programming 2, section 3.4.2.
 *
 * @throws RangeError if size exceeds n
 */
export function drawWithoutReplacement(n: number, size: number, rng: Rng): Uint32Array {
  if (!(Number.isSafeInteger(size) && size >= 0 && size <= n)) {
    throw new RangeError(`expected a whole number of items from 0 to ${n}, got ${size}`);
  }
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < size; i++) {
    const j = i + rng.integer(n - i);
    const drawn = order[j]!;
    order[j] = order[i]!;
    order[i] = drawn;
  }
  return order.slice(0, size).sort();
}
