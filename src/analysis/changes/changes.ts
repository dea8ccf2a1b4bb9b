import type { Changes, MarkSums, TagFrequency, TaggedWork, TagUse } from '../../core/change-tables.ts';
import type { Month } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import { markRates } from './mark-rates.ts';
import { cohortDivergence, periodDivergence } from './tag-divergence.ts';
import { entropySeries } from './tag-entropy.ts';
import { vendiSeries } from './vendi.ts';

/** What the store tells about tags and marks in a window. */
export interface ChangeInputs {
  readonly tagUse: readonly TagUse[];
  readonly tagFrequencies: readonly TagFrequency[];
  readonly taggedWorks: readonly TaggedWork[];
  readonly marks: readonly MarkSums[];
}

export interface ChangeOptions {
  /** First and last month, both in; juniors first uploaded in the cutoff month or later. */
  readonly from: Month;
  readonly to: Month;
  readonly cutoff: Month;
  /** @default 999 */
  readonly permutations?: number;
  readonly rng: Rng;
}

/** What uploads are about, and how they are marked, by cohort and month; sites by name. */
export function describeChanges(inputs: ChangeInputs, options: ChangeOptions): Changes {
  const { from, to, cutoff } = options;
  const sites = [...new Set([...inputs.tagUse, ...inputs.marks].map(({ site }) => site))].sort();
  return {
    from,
    to,
    cutoff,
    sites: sites.map((site) => {
      const use = inputs.tagUse.find((entry) => entry.site === site) ?? noTags(site);
      const of = <T extends { readonly site: string }>(rows: readonly T[]) => rows.filter((row) => row.site === site);
      return {
        site,
        divergences: [cohortDivergence(use, options), periodDivergence(use, options)],
        entropy: entropySeries(of(inputs.tagFrequencies), options),
        vendi: vendiSeries(of(inputs.taggedWorks), options),
        marks: markRates(of(inputs.marks)),
      };
    }),
  };
}

function noTags(site: string): TagUse {
  return {
    site,
    tags: [],
    isSenior: new Uint8Array(0),
    artist: new Uint32Array(0),
    period: new Uint8Array(0),
    tag: new Uint16Array(0),
    uses: new Uint32Array(0),
  };
}
