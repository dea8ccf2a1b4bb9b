import type { AssistedWeight, FlagSums, LabelSums } from '../../core/shares.ts';

/** Flagged works when an assisted one counts as `weight` of a generated one. */
export function flagSums(sums: LabelSums, weight: AssistedWeight): FlagSums {
  return {
    artists: sums.artists,
    labelled: sums.labelled,
    flagged: sums.yes + weight * sums.assisted,
    labelledSquared: sums.labelledSquared,
    labelledFlagged: sums.labelledYes + weight * sums.labelledAssisted,
    flaggedSquared: sums.yesSquared + 2 * weight * sums.yesAssisted + weight * weight * sums.assistedSquared,
  };
}

/**
 * Design effect of clustering by artist: the variance of the flagged share as a ratio of artists' totals, against that of
 * as many independent works. Pooled over months, because one month with few flags says little. At least 1.
 *
 * Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 6.3; Kish, L. (1965). Survey Sampling, section 8.2.
 *
 * @param months one a month of the same rule
 * @returns with no month of two artists the works count as one for each artist; null if there are no labelled works, or
 * all or none of them are flagged
 * @example designEffect([month of 2 artists with 5 works each, 5 and 0 of them flagged]) // => 10
 */
export function designEffect(months: readonly FlagSums[]): number | null {
  let clustered = 0;
  let independent = 0;
  let labelled = 0;
  let artists = 0;
  for (const month of months) {
    labelled += month.labelled;
    artists += month.artists;
    if (month.artists < 2) continue;
    const share = month.flagged / month.labelled;
    const residuals = month.flaggedSquared - 2 * share * month.labelledFlagged + share * share * month.labelledSquared;
    clustered += (month.artists / (month.artists - 1)) * Math.max(0, residuals);
    independent += month.labelled * share * (1 - share);
  }
  if (labelled === 0) return null;
  if (months.every((month) => month.artists < 2)) return Math.max(1, labelled / artists);
  return independent > 0 ? Math.max(1, clustered / independent) : null;
}
