import type { ManifoldCounts } from './manifold.ts';

export interface PrecisionRecall {
  /** Share of generated items in the ball of some real item: how realistic they are. */
  readonly precision: number;
  /** Share of real items in the ball of some generated item: how much of the real set is reached. */
  readonly recall: number;
}

/**
 * Improved precision and recall.
 *
 * Kynkäänniemi, T. et al. (2019). Improved precision and recall metric for assessing generative models, arXiv 1904.06991.
 * A point on the edge of a ball is outside, as in the code of Naeem et al. (2020); the paper counts it in.
 *
 * @param counts of manifoldCounts, k = 3 in the paper, 5 in most later work
 * @example with real {0, 1, 3, 7}, generated {0.4, 2.5, 6, 20} and k = 1 // => { precision: 0.75, recall: 1 }
 */
export function precisionRecall({ ballsAroundGenerated, isReached }: ManifoldCounts): PrecisionRecall {
  return {
    precision: ballsAroundGenerated.filter((balls) => balls > 0).length / ballsAroundGenerated.length,
    recall: isReached.filter((reached) => reached === 1).length / isReached.length,
  };
}
