import { monthlyShares } from '../analysis/shares/monthly.ts';
import { VERSION } from '../core/version.ts';
import type { RunInputs } from '../loop/runs/inputs.ts';
import type { Store } from '../store/store.ts';

/** Everything the store has for loops. Shares are worked out from the stored labels here, so that they are of `dataHash`. */
export async function loopInputs(
  store: Pick<Store, 'labelCounts' | 'shareDraws' | 'contentHash'>,
): Promise<RunInputs & { readonly dataHash: string }> {
  return {
    dataHash: await store.contentHash(),
    shares: monthlyShares(await store.labelCounts()),
    draws: await store.shareDraws(),
  };
}

/** What computes a loop: another of these may give other bytes. */
export const LOOP_VERSIONS = { node: process.versions.node, tidemark: VERSION } as const;
