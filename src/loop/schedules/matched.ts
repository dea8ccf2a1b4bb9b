import type { Additions } from '../policies.ts';
import { wholeCounts } from '../whole-counts.ts';
import type { Flow } from './flows.ts';

/**
 * The alpha at which the newest synthetic items are a share `share` of the enlarged set: share / (1 − share).
 *
 * @param share in [0, 1)
 * @throws RangeError outside that range: a set can't become all new by growing
 * @example matchedAlpha(0.2) // => 0.25
 */
export function matchedAlpha(share: number): number {
  if (!(share >= 0 && share < 1)) throw new RangeError(`share must be in [0, 1), got ${share}`);
  return share / (1 - share);
}

/**
 * Share-matched growth (mapping M3): the set before plays the real part, and so many synthetic items are added that
 * their share of the new set is the uploads' generated share. Nothing real is added.
 *
 * @param size items of D₀, a whole number
 * @returns one entry a flow; |D_g| is size · Π (1 + alpha) rounded
 * @throws RangeError if a flow's share is 1
 */
export function matchedAdditions(flows: readonly Flow[], size: number): Additions[] {
  let exactSize = size;
  const exactAdditions = flows.map((flow) => {
    const added = matchedAlpha(flow.share) * exactSize;
    exactSize += added;
    return added;
  });
  return wholeCounts(exactAdditions).map((synthetic) => ({ real: 0, synthetic }));
}
