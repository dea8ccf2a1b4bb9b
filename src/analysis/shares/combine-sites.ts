import { quantileSorted } from '../../core/math/quantile.ts';
import type { ShareDraws } from '../../core/shares.ts';

/** The name under which sites taken together stand. */
export const ALL_SITES = 'all';

/**
 * Generated share of several sites together: Σ wₚUₚsₚ / Σ wₚUₚ with uploads U and scrape weights w, draw by draw. The
 * weight is what a work of the site counts in a scrape of all; draws of different sites are taken as independent.
 *
 * @param sites draws of different sites for the same months, with as many draws and the same weight of assisted works
 * @param weights by site, ≥ 0. @default 1
 * @returns null if there are no sites
 * @throws RangeError if months, draws or assisted weights differ
 */
export function combineSites(
  sites: readonly ShareDraws[],
  weights: Readonly<Record<string, number>> = {},
): ShareDraws | null {
  const [first] = sites;
  if (first === undefined) return null;
  const m = first.months.length;
  for (const site of sites) {
    if (
      site.draws !== first.draws ||
      site.assistedWeight !== first.assistedWeight ||
      site.months.length !== m ||
      site.months[0] !== first.months[0]
    ) {
      throw new RangeError(`draws of ${site.site} and ${first.site} do not cover the same months and rule`);
    }
  }
  const weighted = sites.map(({ site, uploads }) => uploads.map((value) => value * (weights[site] ?? 1)));
  const totals = Float64Array.from({ length: m }, (_, i) => weighted.reduce((sum, values) => sum + values[i]!, 0));
  const shares = Float64Array.from({ length: first.draws * m }, (_, at) => {
    const total = totals[at % m]!;
    // A month without uploads weighs nothing anywhere; its share is the plain mean.
    if (total === 0) return sites.reduce((sum, site) => sum + site.shares[at]!, 0) / sites.length;
    return sites.reduce((sum, site, p) => sum + weighted[p]![at % m]! * site.shares[at]!, 0) / total;
  });
  const uploads = Float64Array.from({ length: m }, (_, i) => sites.reduce((sum, site) => sum + site.uploads[i]!, 0));
  return { ...first, site: ALL_SITES, uploads, shares };
}

export interface WeightSensitivity {
  readonly site: string;
  /** What the site's scrape weight was multiplied by. */
  readonly factor: number;
  /** Posterior median of the share of the whole window, Σ wUs / Σ wU. */
  readonly share: number;
}

/** The share of all sites over all months when one site's scrape weight is a tenth or ten times what it was. */
export function weightSensitivity(
  sites: readonly ShareDraws[],
  weights: Readonly<Record<string, number>> = {},
): WeightSensitivity[] {
  return sites.flatMap(({ site }) =>
    [0.1, 1, 10].flatMap((factor) => {
      const changed = { ...weights, [site]: (weights[site] ?? 1) * factor };
      const share = windowShare(sites, changed);
      return share === null ? [] : [{ site, factor, share }];
    }),
  );
}

function windowShare(sites: readonly ShareDraws[], weights: Readonly<Record<string, number>>): number | null {
  const draws = sites[0]!.draws;
  const m = sites[0]!.months.length;
  const shares = Float64Array.from({ length: draws }, (_, draw) => {
    let generated = 0;
    let all = 0;
    for (const { site, uploads, shares: values } of sites) {
      for (let i = 0; i < m; i++) {
        const weighted = (weights[site] ?? 1) * uploads[i]!;
        generated += weighted * values[draw * m + i]!;
        all += weighted;
      }
    }
    return generated / all;
  }).sort();
  const median = quantileSorted(shares, 0.5);
  return Number.isNaN(median) ? null : median;
}
