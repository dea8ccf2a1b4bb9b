import type { LabelCounts } from '../../core/activity.ts';
import { NO_REGIME } from '../../core/label-regimes.ts';
import { wilsonInterval } from '../../core/math/wilson.ts';
import type { MonthlyShare } from '../../core/shares.ts';

/**
 * Monthly share of generated works among labelled works, with Wilson's 95 % interval. Works labelled `unknown` stand in
 * neither numerator nor denominator. The interval takes works as independent; one artist's works are alike, so the true
 * uncertainty is wider.
 *
 * @param counts one row a site and month, any order
 * @returns one row for each of `counts`, in the same order
 * @example monthlyShares([{ site: 'danbooru', month: 633, labelRegime: 'danbooru-tags', uploads: 9, yes: 1, assisted: 1, no: 2, unknown: 5 }])
 * // => [{ …, labelled: 4, share: 0.25, low: 0.0456, high: 0.6994 }]
 */
export function monthlyShares(counts: readonly LabelCounts[]): MonthlyShare[] {
  return counts.map(({ site, month, labelRegime, uploads, yes, assisted, no }) => {
    const labelled = yes + assisted + no;
    const isMeasured = labelRegime !== NO_REGIME && labelled > 0;
    return {
      site,
      month,
      labelRegime,
      uploads,
      labelled,
      yes,
      assisted,
      share: isMeasured ? yes / labelled : null,
      ...(isMeasured ? wilsonInterval(yes, labelled) : { low: 0, high: 1 }),
    };
  });
}
