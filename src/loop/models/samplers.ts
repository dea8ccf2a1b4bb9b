import { createRng } from '../../core/rng.ts';
import { type Rates, ratesAt } from './noise-schedule.ts';

/**
 * Finds the noise in images.
 *
 * @param noisy [n, elements]
 * @param variance of the noise in each image, [n]
 * @returns [n, elements]
 */
export type NoisePredictor = (noisy: Float32Array, variance: Float32Array) => Promise<Float32Array>;

export interface SamplerOptions {
  /** Of each sample: its noise comes from this alone, so a sample is the same in any company. n >= 1 of them. */
  readonly seeds: readonly (string | number)[];
  /** Values of a sample. */
  readonly elements: number;
  /** Calls of the predictor, evenly spaced in time. */
  readonly steps: number;
  /** Share of fresh noise, in [0, 1]: 0 is DDIM, in which the first noise decides all; 1 is DDPM. @default 0 */
  readonly eta?: number;
  readonly signal?: AbortSignal;
}

/**
 * Draws samples by taking out noise step by step. At each step the image without noise is estimated, and noised anew to
 * the next, lower rate, partly with the predicted noise and partly with a fresh one; the last estimate is the sample.
 *
 * Song, J., Meng, C. & Ermon, S. (2021). Denoising diffusion implicit models. ICLR, equations 12 and 16. For eta = 1 a
 * step draws from the posterior of Ho, J., Jain, A. & Abbeel, P. (2020). Denoising diffusion probabilistic models.
 * NeurIPS, equations 6 and 7: their Algorithm 2 with σ² = β̃. For eta = 0 it is the rule of Béres, A. (2022). Denoising
 * diffusion implicit models. Keras code examples: pure noise is taken for an image with a signal of 0.02.
 *
 * @returns [n, elements], in the scale of the images the predictor was trained on
 * @throws RangeError if an option is outside its range
 */
export async function drawSamples(predict: NoisePredictor, options: SamplerOptions): Promise<Float32Array> {
  const { seeds, elements, steps, eta = 0, signal } = options;
  requireOptions(steps, eta);
  const rngs = seeds.map(createRng);
  const drawNoise = () =>
    Float32Array.from({ length: seeds.length * elements }, (_, i) => rngs[Math.floor(i / elements)]!.normal());
  let noisy = drawNoise();
  for (let step = 0; ; step++) {
    signal?.throwIfAborted();
    const rates = ratesAt(1 - step / steps);
    const noise = await predict(noisy, new Float32Array(seeds.length).fill(rates.noise ** 2));
    const clean = noisy.map((x, i) => (x - rates.noise * noise[i]!) / rates.signal);
    if (step === steps - 1) return clean;
    const next = ratesAt(1 - (step + 1) / steps);
    const fresh = eta * posteriorDeviation(rates, next);
    const kept = Math.sqrt(next.noise ** 2 - fresh ** 2);
    noisy = clean.map((x, i) => next.signal * x + kept * noise[i]!);
    if (fresh > 0) {
      const drawn = drawNoise();
      noisy = noisy.map((x, i) => x + fresh * drawn[i]!);
    }
  }
}

/**
 * Classifier-free guidance: goes on from the prediction without the condition through the one with it.
 *
 * Ho, J. & Salimans, T. (2022). Classifier-free diffusion guidance. arXiv:2207.12598, equation 6, where w is scale − 1.
 *
 * @param scale 0 leaves the condition out, 1 is no guidance
 * @returns of the predictions' length
 */
export function guided(conditional: Float32Array, unconditional: Float32Array, scale: number): Float32Array {
  return unconditional.map((without, i) => without + scale * (conditional[i]! - without));
}

/** √β̃: the deviation of a noisy image given the one before it and the image without noise. */
function posteriorDeviation(rates: Rates, next: Rates): number {
  return (next.noise / rates.noise) * Math.sqrt(1 - (rates.signal / next.signal) ** 2);
}

function requireOptions(steps: number, eta: number): void {
  if (!(Number.isSafeInteger(steps) && steps >= 1)) {
    throw new RangeError(`steps must be a whole number >= 1, got ${steps}`);
  }
  if (!(eta >= 0 && eta <= 1)) throw new RangeError(`eta must be in [0, 1], got ${eta}`);
}
