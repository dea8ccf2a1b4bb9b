import type { Fits } from './gaussian.ts';

/**
 * What is measured of every generation's fit N(μ, σ²), each an expectation over replications of the whole loop.
 * `variance_of_mean` is E μ², about the true mean 0. `w2_squared` is the squared Wasserstein-2 distance to the start
 * N(0, 1), μ² + (σ − 1)². The mean of σ² can stay put while almost every loop collapses; ln σ² shows it.
 */
export const METRICS = ['mean_variance', 'mean_sd', 'mean_log_variance', 'variance_of_mean', 'w2_squared'] as const;
export type Metric = (typeof METRICS)[number];

export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** Means and standard errors of all metrics over replications, kept in one pass. */
export class MetricSums {
  #replications = 0;
  readonly #means: Record<Metric, Float64Array>;
  readonly #squares: Record<Metric, Float64Array>;

  /** @param sets training sets of the loop, its generations and generation 0 */
  constructor(sets: number) {
    this.#means = zeros(sets);
    this.#squares = zeros(sets);
  }

  /** Takes in one replication. Welford, B. P. (1962), Technometrics 4, 419–420. */
  add(fits: Fits): void {
    const count = ++this.#replications;
    fits.means.forEach((mean, generation) => {
      const values = metricsOf(mean, fits.variances[generation]!);
      for (const metric of METRICS) {
        const delta = values[metric] - this.#means[metric][generation]!;
        this.#means[metric][generation]! += delta / count;
        this.#squares[metric][generation]! += delta * (values[metric] - this.#means[metric][generation]!);
      }
    });
  }

  /** @throws RangeError with fewer than two replications */
  estimate(generation: number, metric: Metric): Estimate {
    const count = this.#replications;
    if (count < 2) throw new RangeError(`a standard error needs at least 2 replications, got ${count}`);
    const variance = this.#squares[metric][generation]! / (count - 1);
    return { mean: this.#means[metric][generation]!, standardError: Math.sqrt(variance / count) };
  }
}

function metricsOf(mean: number, variance: number): Record<Metric, number> {
  const sd = Math.sqrt(variance);
  return {
    mean_variance: variance,
    mean_sd: sd,
    mean_log_variance: Math.log(variance),
    variance_of_mean: mean * mean,
    w2_squared: mean * mean + (sd - 1) ** 2,
  };
}

function zeros(length: number): Record<Metric, Float64Array> {
  return {
    mean_variance: new Float64Array(length),
    mean_sd: new Float64Array(length),
    mean_log_variance: new Float64Array(length),
    variance_of_mean: new Float64Array(length),
    w2_squared: new Float64Array(length),
  };
}
