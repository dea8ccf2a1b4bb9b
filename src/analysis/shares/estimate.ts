import type { Month } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import {
  ASSISTED_WEIGHTS,
  type Audit,
  type LabelSums,
  type ShareDraws,
  type SiteShares,
  type SurvivalSums,
} from '../../core/shares.ts';
import { combineSites, type WeightSensitivity, weightSensitivity } from './combine-sites.ts';
import { estimateSite } from './estimate-site.ts';

export interface ShareOptions {
  /** First and last month, both in. */
  readonly from: Month;
  readonly to: Month;
  /** Audited sensitivity by site, then label regime. */
  readonly sensitivity?: Readonly<Record<string, Readonly<Record<string, Audit>>>>;
  /** What a work of a site counts in a scrape of all. @default 1 */
  readonly scrapeWeights?: Readonly<Record<string, number>>;
  readonly survival?: readonly SurvivalSums[];
  /** @default 200 */
  readonly draws?: number;
  readonly rng: Rng;
}

export interface Shares {
  /** By name. */
  readonly sites: readonly SiteShares[];
  /** All sites with draws taken together, one for each weight of assisted works; empty where no site has any. */
  readonly all: readonly ShareDraws[];
  /** Of `all` with assisted works counted 0. */
  readonly weightSensitivity: readonly WeightSensitivity[];
}

/** Generated shares of all sites, alone and together. @param sums one row a site and month, any order */
export function estimateShares(sums: readonly LabelSums[], options: ShareOptions): Shares {
  const { from, to, sensitivity = {}, scrapeWeights = {}, survival = [], rng } = options;
  const bySite = [...Map.groupBy(sums, ({ site }) => site)].sort(([a], [b]) => (a < b ? -1 : 1));
  const sites = bySite.map(([site, rows]) =>
    estimateSite(rows, {
      site,
      from,
      to,
      sensitivity: sensitivity[site] ?? {},
      survival: survival.filter((entry) => entry.site === site),
      ...(options.draws === undefined ? {} : { draws: options.draws }),
      rng,
    }),
  );
  const drawsOf = (weight: number) =>
    sites.flatMap(({ draws }) => draws.filter(({ assistedWeight }) => assistedWeight === weight));
  return {
    sites,
    all: ASSISTED_WEIGHTS.flatMap((weight) => combineSites(drawsOf(weight), scrapeWeights) ?? []),
    weightSensitivity: weightSensitivity(drawsOf(0), scrapeWeights),
  };
}
