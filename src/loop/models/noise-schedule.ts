/** How much of an image and of noise a noisy image has: signal · image + noise · N(0, 1), with signal² + noise² = 1. */
export interface Rates {
  readonly signal: number;
  readonly noise: number;
}

const [LEAST_SIGNAL, GREATEST_SIGNAL] = [0.02, 0.95];
const [FIRST_ANGLE, LAST_ANGLE] = [Math.acos(GREATEST_SIGNAL), Math.acos(LEAST_SIGNAL)];

/**
 * The rates at a time of the cosine schedule: an angle that rises evenly, from a signal of 0.95 to one of 0.02.
 *
 * Nichol, A. & Dhariwal, P. (2021). Improved denoising diffusion probabilistic models. ICML, section 3.2; in the
 * continuous form of Béres, A. (2022). Denoising diffusion implicit models. Keras code examples.
 *
 * @param time in [0, 1]
 * @throws RangeError if the time is outside
 * @example ratesAt(0) // => { signal: 0.95, noise: 0.3122... }
 */
export function ratesAt(time: number): Rates {
  if (!(time >= 0 && time <= 1)) throw new RangeError(`time must be in [0, 1], got ${time}`);
  const angle = FIRST_ANGLE + time * (LAST_ANGLE - FIRST_ANGLE);
  return { signal: Math.cos(angle), noise: Math.sin(angle) };
}
