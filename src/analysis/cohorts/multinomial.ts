import type { DrawWeights } from '../../core/math/bootstrap.ts';
import type { Rng } from '../../core/rng.ts';

/**
 * Multinomial weights with equal chances, by a small generator in local variables: this loop is most of the cost of a
 * bootstrap of many artists. Chances differ from 1/n by less than n / 2³².
 *
 * Doty-Humphrey, C. (2010). PractRand, sfc32.
 *
 * @param rng seeds the generator
 */
export function multinomialDraws(rng: Rng): DrawWeights {
  const state = Int32Array.from({ length: 4 }, () => rng.integer(2 ** 32));
  return (weights) => {
    const n = weights.length;
    const scale = n / 2 ** 32;
    weights.fill(0);
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let counter = state[3]!;
    for (let i = 0; i < n; i++) {
      const sum = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      const drawn = ((sum >>> 0) * scale) | 0;
      weights[drawn] = weights[drawn]! + 1;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = counter;
  };
}
