import { logGamma } from '../../core/math/gamma.ts';
import { meanAndVariance } from '../../core/math/mean.ts';
import { hellingerDistance, klDivergence } from './distances.ts';

const DEGREES = 10;
const LIMIT = 10;
const STEP = 0.1;
const GRID = Float64Array.from({ length: Math.round((2 * LIMIT) / STEP) + 1 }, (_, i) => -LIMIT + i * STEP);

/** Student's t with ten degrees of freedom on the grid: what there is to know, as probabilities of the cells. */
const TRUTH = normalised(GRID.map(studentDensity));

/** Standard deviation of the truth, √(10/8). */
export const TRUE_SD = Math.sqrt(DEGREES / (DEGREES - 2));

/** What the public holds likely: a Gaussian kernel density of the samples it remembers, by Scott's rule, on [−10, 10]. */
export class PublicBelief {
  readonly #bandwidth: number;
  readonly #probabilities: Float64Array;
  readonly #samples: number;
  /** Hellinger distance from the truth, in [0, 1]. */
  readonly hellinger: number;

  /** @param samples length n >= 2, not all equal */
  constructor(samples: readonly number[]) {
    const n = samples.length;
    const { variance } = meanAndVariance(samples);
    this.#samples = n;
    this.#bandwidth = Math.sqrt(variance) * n ** -0.2;
    const density = new Float64Array(GRID.length);
    for (const sample of samples) addKernel(density, sample, this.#bandwidth, 1);
    this.#probabilities = normalised(density);
    this.hellinger = hellingerDistance(this.#probabilities, TRUTH);
  }

  /** KL(truth ‖ belief) in nats; Infinity where the belief rules out what is possible. */
  get kl(): number {
    return klDivergence(TRUTH, this.#probabilities);
  }

  get sd(): number {
    let mean = 0;
    this.#probabilities.forEach((p, i) => {
      mean += p * GRID[i]!;
    });
    let variance = 0;
    this.#probabilities.forEach((p, i) => {
      variance += p * (GRID[i]! - mean) ** 2;
    });
    return Math.sqrt(variance);
  }

  /** How much nearer to the truth one more sample would bring the belief, at the same bandwidth; 0 if no nearer. */
  gainFrom(sample: number): number {
    const kernel = new Float64Array(GRID.length);
    addKernel(kernel, sample, this.#bandwidth, STEP);
    const moved = this.#probabilities.map((p, i) => (this.#samples * p + kernel[i]!) / (this.#samples + 1));
    return Math.max(0, this.hellinger - hellingerDistance(normalised(moved), TRUTH));
  }
}

function studentDensity(x: number): number {
  const constant = Math.exp(logGamma((DEGREES + 1) / 2) - logGamma(DEGREES / 2)) / Math.sqrt(DEGREES * Math.PI);
  return constant * (1 + (x * x) / DEGREES) ** (-(DEGREES + 1) / 2);
}

/** Kernels are followed for eight bandwidths; farther out they are below 1e-14. */
function addKernel(density: Float64Array, center: number, bandwidth: number, weight: number): void {
  const from = Math.max(0, Math.ceil((center - 8 * bandwidth + LIMIT) / STEP));
  const to = Math.min(GRID.length - 1, Math.floor((center + 8 * bandwidth + LIMIT) / STEP));
  const scale = weight / (bandwidth * Math.sqrt(2 * Math.PI));
  for (let i = from; i <= to; i++) density[i]! += scale * Math.exp(-(((GRID[i]! - center) / bandwidth) ** 2) / 2);
}

function normalised(density: Float64Array): Float64Array {
  const sum = density.reduce((total, value) => total + value, 0);
  return density.map((value) => value / sum);
}
