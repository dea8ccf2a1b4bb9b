import { meanOf } from '../../core/math/mean.ts';
import { pairedCosines } from './cosine.ts';
import type { FeatureMatrix } from './feature-matrix.ts';

/**
 * How cosines become scores: `hessel` is 2.5 · max(cos, 0), meant for ViT-B/32 and texts that begin with "A photo depicts";
 * `torchmetrics` is 100 · max(cos, 0).
 */
export type ClipScoreScale = 'hessel' | 'torchmetrics';

const FACTORS: Readonly<Record<ClipScoreScale, number>> = { hessel: 2.5, torchmetrics: 100 };

export interface ClipScore {
  /** Mean over items; NaN if an item has no cosine. */
  readonly mean: number;
  /** Length n. */
  readonly scores: Float64Array;
  /** What the scores are made of, before anything is cut off; length n. Store these. */
  readonly cosines: Float64Array;
}

/**
 * CLIP score of images and their texts.
 *
 * Hessel, J. et al. (2021). CLIPScore: a reference-free evaluation metric for image captioning, arXiv 2104.08718.
 *
 * @param images n × d, embeddings of images
 * @param texts n × d, embeddings of the text of each; texts beyond 77 tokens are cut off before this, count them there
 * @throws RangeError if the shapes differ
 * @example a cosine of 0.3 scores 0.75 as `hessel` and 30 as `torchmetrics`
 */
export function clipScore(images: FeatureMatrix, texts: FeatureMatrix, scale: ClipScoreScale): ClipScore {
  const { values: cosines } = pairedCosines(images, texts);
  const scores = cosines.map((value) => FACTORS[scale] * Math.max(value, 0));
  return { mean: meanOf(scores), scores, cosines };
}
