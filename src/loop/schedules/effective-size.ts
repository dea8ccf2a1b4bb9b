import { logGamma } from '../../core/math/gamma.ts';
import { type FitMoments, type FreshMix, realMoments, settledMoments } from './fresh-moments.ts';

/**
 * Expected squared 2-Wasserstein distance of a fitted normal model from N(0, 1): E μ² + E (σ − 1)². E σ is that of a gamma
 * distribution with the mean and variance of σ²: exact for real data alone, where σ² is a scaled chi-square, and close
 * elsewhere as long as σ² varies little.
 */
export function expectedDistance({ meanSquared, variance, varianceSquared }: FitMoments): number {
  const sd = Math.sqrt(variance);
  const shape = variance ** 2 / (varianceSquared - variance ** 2);
  return meanSquared + (1 - sd) ** 2 + 2 * sd * rootDeficit(shape);
}

/**
 * Effective sample size n_e of a mix, over its real items n_r: a model fitted to n_e real items is as far from the truth as
 * the loop that sees the mix in every generation. At 1 or more synthetic data do no harm.
 *
 * Alemohammad, S. et al. (2023). Self-consuming generative models go MAD, arXiv 2307.01850: theirs is in 100 dimensions and
 * simulated, this one in one dimension and by moments (expectedDistance), both variance and mean counted.
 *
 * @param mix at least 2 real items; counts need not be whole
 * @returns > 0; 1 without synthetic items
 * @throws RangeError if there are fewer than 2 real items
 * @example effectiveSizeRatio({ real: 100, synthetic: 100, bias: 1 }) // => 1.494
 */
export function effectiveSizeRatio(mix: FreshMix): number {
  const settled = settledMoments(mix);
  return mix.synthetic === 0 ? 1 : realItemsAt(expectedDistance(settled)) / mix.real;
}

/**
 * The same for the mean alone: real items whose mean varies as much as the loop's, over n_r. Without sampling bias at most
 * 2: close to 1 + p for a synthetic share p. With a bias it misses that the variance shrinks.
 *
 * @example meanSizeRatio({ real: 100, synthetic: 900, bias: 1 }) // => 1.892
 */
export function meanSizeRatio(mix: FreshMix): number {
  return 1 / settledMoments(mix).meanSquared / mix.real;
}

/** Halvings of the search for n_e: beyond what a number can tell apart. */
const HALVINGS = 80;

/** Real items at which a fit is expected to be `distance` away; 1 if even more items than that are too far. */
function realItemsAt(distance: number): number {
  let low = Math.log(1);
  let high = Math.log(2 / distance + 2);
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (expectedDistance(realMoments(Math.exp(middle))) > distance) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}

/** From here on the series is good to 1e-9 of its value. */
const SERIES_FROM = 40;

/**
 * How far E √X falls short of √(E X) for a gamma variable: 1 − Γ(k + ½) / (Γ(k) √k).
 *
 * @param k shape, > 0
 */
function rootDeficit(k: number): number {
  if (k < SERIES_FROM) return 1 - Math.exp(logGamma(k + 0.5) - logGamma(k)) / Math.sqrt(k);
  const x = 1 / k;
  return x * (1 / 8 - x * (1 / 128 + x * (5 / 1024 - x * (21 / 32768 + (x * 399) / 262144))));
}
