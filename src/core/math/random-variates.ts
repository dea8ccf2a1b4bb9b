import type { Rng } from '../rng.ts';

/**
 * Draws from the gamma distribution with scale 1, by squeeze and rejection; shapes below 1 by the power of a uniform.
 *
 * Marsaglia, G. & Tsang, W. W. (2000). A simple method for generating gamma variables. ACM TOMS 26, 363–372.
 *
 * @param shape > 0
 * @throws RangeError if shape is not a finite number > 0
 */
export function gammaDraw(shape: number, rng: Rng): number {
  if (!(Number.isFinite(shape) && shape > 0)) throw new RangeError(`shape must be a finite number > 0, got ${shape}`);
  if (shape < 1) return gammaDraw(shape + 1, rng) * (1 - rng.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root ** 3;
    if (Math.log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Draws from the beta distribution, as a ratio of gamma draws. @param a, b > 0 @returns in [0, 1] */
export function betaDraw(a: number, b: number, rng: Rng): number {
  const x = gammaDraw(a, rng);
  const y = gammaDraw(b, rng);
  return x + y === 0 ? a / (a + b) : x / (x + y);
}
