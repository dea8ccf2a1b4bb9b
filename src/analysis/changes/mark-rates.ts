import type { MarkRate, MarkSums } from '../../core/change-tables.ts';
import { wilsonInterval } from '../../core/math/wilson.ts';
import { designEffect } from '../shares/design-effect.ts';

/**
 * Shares of marked works by cohort and period. The Wilson interval counts n / (design effect) works, rounded, because
 * works of one artist are alike; where nothing or everything is marked, each artist counts as one work.
 *
 * @param sums of one site
 */
export function markRates(sums: readonly MarkSums[]): MarkRate[] {
  return sums.map((row) => {
    const { cohort, period, mark, labelled: works, flagged: marked, artists } = row;
    if (works === 0) return { cohort, period, mark, works, marked, share: null, low: 0, high: 1 };
    const share = marked / works;
    const effect = designEffect([row]);
    const trials = Math.max(1, Math.round(effect === null ? artists : works / effect));
    return { cohort, period, mark, works, marked, share, ...wilsonInterval(Math.round(share * trials), trials) };
  });
}
