import type { StoreState } from '../../src/jobs/report.ts';
import type { Store } from '../../src/store/store.ts';

export async function stateOf(store: Store): Promise<StoreState> {
  return {
    origins: await store.origins(),
    coverage: await store.coverage(),
    dataHash: await store.contentHash(),
  };
}
