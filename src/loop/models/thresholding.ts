import type { Normaliser } from '../data/normaliser.ts';
import type { NoisePredictor } from './samplers.ts';

/** Least and greatest value that a channel has in images without noise. */
export interface ChannelRange {
  readonly low: number;
  readonly high: number;
}

/** What colours between 0 and 1 come to when they are normalised. */
export function normalisedRanges({ mean, deviation }: Normaliser): ChannelRange[] {
  return mean.map((own, colour) => ({ low: -own / deviation[colour]!, high: (1 - own) / deviation[colour]! }));
}

/**
 * A predictor whose noise leaves no estimate of the image outside the range of images: static thresholding. Where there is
 * little signal, small errors of a prediction throw the estimate far out, the more so under guidance.
 *
 * Saharia, C. et al. (2022). Photorealistic text-to-image diffusion models with deep language understanding. NeurIPS,
 * section 2.3.
 *
 * @param ranges one a channel; the elements of an image are its channels, one after the other
 */
export function thresholded(predict: NoisePredictor, ranges: readonly ChannelRange[]): NoisePredictor {
  return async (noisy, variance) => {
    const noise = await predict(noisy, variance);
    const elements = noisy.length / variance.length;
    const area = elements / ranges.length;
    return noise.map((value, i) => {
      const own = variance[Math.floor(i / elements)]!;
      const [signalRate, noiseRate] = [Math.sqrt(1 - own), Math.sqrt(own)];
      const { low, high } = ranges[Math.floor((i % elements) / area)]!;
      const clean = (noisy[i]! - noiseRate * value) / signalRate;
      return clean < low || clean > high
        ? (noisy[i]! - signalRate * Math.min(Math.max(clean, low), high)) / noiseRate
        : value;
    });
  };
}
