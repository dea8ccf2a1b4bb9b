import type { ManifoldCounts } from './manifold.ts';

export interface DensityCoverage {
  /** Mean number of real balls around a generated item, over k; 1 is expected of equal distributions, more is possible. */
  readonly density: number;
  /** Share of real items with a generated item in their ball. */
  readonly coverage: number;
}

/**
 * Density and coverage.
 *
 * Naeem, M. F. et al. (2020). Reliable fidelity and diversity metrics for generative models, arXiv 2002.09797.
 *
 * @param counts of manifoldCounts, k = 5 in the paper
 */
export function densityCoverage({ k, ballsAroundGenerated, isCovered }: ManifoldCounts): DensityCoverage {
  const balls = ballsAroundGenerated.reduce((sum, count) => sum + count, 0);
  return {
    density: balls / (k * ballsAroundGenerated.length),
    coverage: isCovered.filter((covered) => covered === 1).length / isCovered.length,
  };
}

/**
 * Coverage expected when both sets come from one continuous distribution: 1 − Π (n − 1 − i)/(m + n − 1 − i), i from 0 to
 * k − 1; about 1 − 2⁻ᵏ for equal sizes. Naeem et al. (2020), lemma 2.
 *
 * @param real n, above k
 * @param generated m
 * @example expectedCoverage(10_000, 10_000, 5) // => 0.9687734
 */
export function expectedCoverage(real: number, generated: number, k: number): number {
  let missed = 1;
  for (let i = 0; i < k; i++) missed *= (real - 1 - i) / (generated + real - 1 - i);
  return 1 - missed;
}
