import { Matrix, solve } from 'ml-matrix';

/** One generation's mix of new real and synthetic items; counts need not be whole. */
export interface FreshMix {
  /** Real items, > 0 unless said otherwise. */
  readonly real: number;
  readonly synthetic: number;
  /** Sampling bias in (0, 1]. */
  readonly bias: number;
}

/** What is known of a normal model's fit (μ, σ²) to data of N(0, 1), over replications of the loop. */
export interface FitMoments {
  /** E μ², E σ². */
  readonly meanSquared: number;
  readonly variance: number;
  /** E μ⁴, E μ²σ², E σ⁴. */
  readonly meanFourth: number;
  readonly mixed: number;
  readonly varianceSquared: number;
}

/**
 * Moments of the next generation's fit when it is trained on `mix`: exact, since they are linear in those of the last. With
 * p the synthetic share, n_r and n_s the counts, N their sum and λ the bias,
 * v′ = (1−p)²/n_r + p²(v + λs/n_s) and s′ = [(n_r−1) + (n_s−1)λs + (n_r n_s/N)(1/n_r + v + λs/n_s)] / (N−1).
 *
 * The fresh-data loop of Alemohammad, S. et al. (2023), arXiv 2307.01850; variances are unbiased (ddof 1).
 *
 * @param mix at least two items together
 */
export function nextMoments(last: FitMoments, mix: FreshMix): FitMoments {
  const { real, synthetic, bias } = mix;
  const items = real + synthetic;
  const p = synthetic / items;
  const { meanSquared: v, variance: s, meanFourth: m, mixed: k, varianceSquared: t } = last;

  // μ′ given (μ, σ²) has mean pμ and variance a + bσ².
  const a = real / items ** 2;
  const b = (bias * synthetic) / items ** 2;
  // (N − 1)σ²′ has mean A + Bσ² + cμ²: within real, within synthetic, between them.
  const c = (real * synthetic) / items;
  const A = real - 1 + synthetic / items;
  const B = bias * (synthetic - 1 + real / items);

  const spread = 2 * (real - 1) + 2 * (synthetic - 1) * bias ** 2 * t;
  // c² times the variance of the squared distance of the two batches' means; that distance has variance 1/n_r + λσ²/n_s.
  const between =
    (2 * (synthetic ** 2 + 2 * bias * s * real * synthetic + bias ** 2 * t * real ** 2)) / items ** 2 +
    4 * c * ((v * synthetic + bias * k * real) / items);
  const squaredMean = A ** 2 + B ** 2 * t + c ** 2 * m + 2 * A * B * s + 2 * A * c * v + 2 * B * c * k;

  // The distance and μ′ have covariance (1 − λσ²) / N.
  const coupling = (1 - 2 * bias * s + bias ** 2 * t) / items ** 2;
  const tilt = (v - bias * k) / items;
  const w0 = synthetic / items; // c/n_r and c·λ/n_s
  const w1 = (bias * real) / items;
  const mixedBetween =
    a * w0 +
    (a * w1 + b * w0) * s +
    b * w1 * t +
    c * (a * v + b * k + p ** 2 * m + 2 * coupling - 4 * p * tilt) +
    p ** 2 * (w0 * v + w1 * k);
  const within0 = real - 1;
  const within1 = (synthetic - 1) * bias;
  const mixedWithin = within0 * (a + b * s + p ** 2 * v) + within1 * (a * s + b * t + p ** 2 * k);

  return {
    meanSquared: a + b * s + p ** 2 * v,
    variance: (A + B * s + c * v) / (items - 1),
    meanFourth: 3 * (a ** 2 + 2 * a * b * s + b ** 2 * t) + 6 * p ** 2 * (a * v + b * k) + p ** 4 * m,
    mixed: (mixedWithin + mixedBetween) / (items - 1),
    varianceSquared: (spread + between + squaredMean) / (items - 1) ** 2,
  };
}

/** Moments of a fit to `items` real items alone. */
export function realMoments(items: number): FitMoments {
  return nextMoments(
    { meanSquared: 0, variance: 0, meanFourth: 0, mixed: 0, varianceSquared: 0 },
    { real: items, synthetic: 0, bias: 1 },
  );
}

/**
 * Moments the fresh-data loop settles at when every generation has the same mix, whatever it started from.
 *
 * @throws RangeError if there are fewer than two real items: without new real ones nothing holds the loop
 * @example settledMoments({ real: 10, synthetic: 40, bias: 1 }).meanSquared // => 0.0576470588
 */
export function settledMoments(mix: FreshMix): FitMoments {
  if (!(mix.real >= 2 && mix.synthetic >= 0)) {
    throw new RangeError(`a mix needs at least 2 real items and no negative count, got ${mix.real}, ${mix.synthetic}`);
  }
  if (!(mix.bias > 0 && mix.bias <= 1)) throw new RangeError(`bias must be in (0, 1], got ${mix.bias}`);
  const step = (values: readonly number[]) => vectorOf(nextMoments(momentsOf(values), mix));
  const constant = step([0, 0, 0, 0, 0]);
  const system = Matrix.eye(5);
  for (let column = 0; column < 5; column++) {
    const image = step(constant.map((_, row) => (row === column ? 1 : 0)));
    image.forEach((value, row) => {
      system.set(row, column, system.get(row, column) - (value - constant[row]!));
    });
  }
  return momentsOf(solve(system, Matrix.columnVector(constant)).to1DArray());
}

function vectorOf(moments: FitMoments): number[] {
  return [moments.meanSquared, moments.variance, moments.meanFourth, moments.mixed, moments.varianceSquared];
}

function momentsOf(values: readonly number[]): FitMoments {
  return {
    meanSquared: values[0]!,
    variance: values[1]!,
    meanFourth: values[2]!,
    mixed: values[3]!,
    varianceSquared: values[4]!,
  };
}
