import { describeChanges } from '../analysis/changes/changes.ts';
import type { Changes } from '../core/change-tables.ts';
import type { Month } from '../core/month.ts';
import { createRng } from '../core/rng.ts';
import type { Store } from '../store/store.ts';

export interface ChangesJob {
  readonly store: Pick<Store, 'tagUse' | 'tagFrequencies' | 'taggedWorks' | 'markSums'>;
  /** First and last month, both in. */
  readonly from: Month;
  readonly to: Month;
  readonly cutoff: Month;
  /** Permutations of artists behind each p. @default 999 */
  readonly permutations?: number;
  readonly seed: number | string;
}

/** Works drawn a month for the Vendi score: eigenvalues of so many take a few hundredths of a second. */
export const DRAWN_WORKS = 200;

/** What uploads are about and how they are marked, by cohort. The same store, options and seed give the same result. */
export async function computeChanges(job: ChangesJob): Promise<Changes> {
  const { store, from, to, cutoff, seed } = job;
  const window = { from, to, cutoff };
  const inputs = {
    tagUse: await store.tagUse(window),
    tagFrequencies: await store.tagFrequencies(window),
    taggedWorks: await store.taggedWorks(window, DRAWN_WORKS, String(seed)),
    marks: await store.markSums(window),
  };
  const permutations = job.permutations === undefined ? {} : { permutations: job.permutations };
  return describeChanges(inputs, { ...window, ...permutations, rng: createRng(seed) });
}
