import type { Additions } from '../policies.ts';
import { effectiveSizeRatio } from './effective-size.ts';
import type { Flow } from './flows.ts';
import { nextMoments, realMoments } from './fresh-moments.ts';
import { scaledAdditions } from './scaled-additions.ts';

/**
 * New human and new generated works alone, scaled by one factor for all generations so that their mean is `size` items
 * (mapping M5); it goes with policy fresh. Unlike a mix of constant size, generations with more uploads have larger sets.
 *
 * Alemohammad, S. et al. (2023). Self-consuming generative models go MAD, arXiv 2307.01850.
 *
 * @param size mean items of a generation, a whole number
 * @returns one entry a flow; totals of real and of synthetic items are the scaled totals, rounded
 * @example freshAdditions([flow of 100 uploads, share 0.5; flow of 300, share 0.5], 200)
 * // => [{ real: 50, synthetic: 50 }, { real: 150, synthetic: 150 }]
 */
export function freshAdditions(flows: readonly Flow[], size: number): Additions[] {
  const uploads = flows.reduce((sum, flow) => sum + flow.uploads, 0);
  return scaledAdditions(flows, (size * flows.length) / uploads);
}

/** What theory says of one generation of a fresh-data loop of normal models, with unbiased variances. */
export interface FreshOutlook {
  /** E σ² of the fit. */
  readonly variance: number;
  /** E μ² of the fit. */
  readonly varianceOfMean: number;
  /** n_e / n_r if this generation's mix stayed for good (effective-size.ts); null for generation 0 and below 2 real items. */
  readonly effectiveSizeRatio: number | null;
}

/**
 * The outlook of a fresh-data loop, before it is run.
 *
 * @param size items of D₀
 * @param bias sampling bias of the synthetic items, in (0, 1]; λ in Alemohammad et al. (2023)
 * @returns by generation, 0 among them; length G + 1
 * @throws RangeError if a generation has fewer than two items
 */
export function freshOutlook(additions: readonly Additions[], size: number, bias: number): FreshOutlook[] {
  let moments = realMoments(size);
  const start: FreshOutlook = {
    variance: moments.variance,
    varianceOfMean: moments.meanSquared,
    effectiveSizeRatio: null,
  };
  const later = additions.map(({ real, synthetic }, index) => {
    if (real + synthetic < 2) {
      throw new RangeError(`generation ${index + 1} needs at least 2 items, got ${real + synthetic}`);
    }
    const mix = { real, synthetic, bias };
    moments = nextMoments(moments, mix);
    return {
      variance: moments.variance,
      varianceOfMean: moments.meanSquared,
      effectiveSizeRatio: real < 2 ? null : effectiveSizeRatio(mix),
    };
  });
  return [start, ...later];
}
