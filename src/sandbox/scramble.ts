/** Odd, so that multiplying by it modulo 2^32 can be undone. */
const FACTOR = 0x9e3779b1;
const INVERSE = inverseOf(FACTOR);

/** A one-to-one map of [0, 2^32) on itself under which neighbours lie far apart. */
export function scramble(n: number): number {
  return Math.imul(n, FACTOR) >>> 0;
}

export function unscramble(n: number): number {
  return Math.imul(n, INVERSE) >>> 0;
}

/** Newton's iteration: each step doubles the number of right bits, from three. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let step = 0; step < 4; step++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}
