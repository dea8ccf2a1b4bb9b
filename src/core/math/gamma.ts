/** Arguments are shifted up to here before the asymptotic series, whose terms left out are then below 1e-16. */
const SERIES_FROM = 15;

/** B₂ₖ / (2k(2k−1)) for k = 1…8, with Bernoulli numbers B₂ₖ. */
const LOG_GAMMA_TERMS = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
] as const;

/** B₂ₖ / 2k for k = 1…8. */
const DIGAMMA_TERMS = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160] as const;

/**
 * Natural logarithm of the gamma function, by Stirling's asymptotic series after shifting x upwards with Γ(x+1) = xΓ(x).
 * Within 1e-12 of the true value, relative to it where it exceeds 1.
 *
 * Abramowitz, M. & Stegun, I. A. (1964). Handbook of Mathematical Functions, 6.1.41.
 *
 * @param x > 0
 * @throws RangeError if x is not a finite number > 0
 * @example logGamma(10) // => ln(9!) = 12.801827480081469
 */
export function logGamma(x: number): number {
  requirePositive(x);
  let shifted = x;
  let product = 1;
  while (shifted < SERIES_FROM) product *= shifted++;
  const series = asymptoticSum(LOG_GAMMA_TERMS, shifted) * shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/**
 * Digamma, the derivative of logGamma, by its asymptotic series after shifting with ψ(x+1) = ψ(x) + 1/x.
 * Within 1e-12 of the true value.
 *
 * Abramowitz, M. & Stegun, I. A. (1964). Handbook of Mathematical Functions, 6.3.18.
 *
 * @param x > 0
 * @throws RangeError if x is not a finite number > 0
 * @example digamma(1) // => −0.5772156649015329, Euler's constant with its sign turned
 */
export function digamma(x: number): number {
  requirePositive(x);
  let shifted = x;
  let subtracted = 0;
  while (shifted < SERIES_FROM) subtracted += 1 / shifted++;
  return Math.log(shifted) - 0.5 / shifted - asymptoticSum(DIGAMMA_TERMS, shifted) - subtracted;
}

/** Σ termₖ · x^(−2k), k from 1. */
function asymptoticSum(terms: readonly number[], x: number): number {
  const step = 1 / (x * x);
  return terms.reduceRight((sum, term) => (sum + term) * step, 0);
}

function requirePositive(x: number): void {
  if (!(Number.isFinite(x) && x > 0)) throw new RangeError(`expected a finite number > 0, got ${x}`);
}
