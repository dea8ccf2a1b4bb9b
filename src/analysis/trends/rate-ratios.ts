import { type Month, textFromMonth } from '../../core/month.ts';
import type { RateRatioRow, RateRatioTable } from '../../core/trend-analysis-tables.ts';
import { type RateRatio, rateRatioWithPlacebos } from '../methods/rate-ratio.ts';
import type { IndexedActivity } from '../spans.ts';
import { RELEASE } from './release.ts';

const MONTHS = 12;
const YEAR = 12;
/** Placebo dates: the same month of earlier years, whose windows end before the generators of July 2022. */
const PLACEBOS = [2, 3, 4, 5].map((years) => RELEASE - years * YEAR);

/**
 * The within-artist rate ratio at the release of Stable Diffusion, and at the same month of earlier years.
 *
 * @param artists artist indices
 * @param firstMonth of any of their uploads; placebo dates without a whole window of history are left out
 */
export function rateRatioTable(
  site: string,
  activity: IndexedActivity,
  artists: Uint32Array,
  firstMonth: Month,
): RateRatioTable {
  const dates = PLACEBOS.filter((date) => date - MONTHS >= firstMonth);
  const { event, placebos, rankP, leastP } = rateRatioWithPlacebos(activity, artists, RELEASE, dates, MONTHS);
  return {
    site,
    months: MONTHS,
    dates: [rowOf(event, false), ...placebos.map((placebo) => rowOf(placebo, true))],
    rankP: dates.length === 0 ? null : rankP,
    leastP: dates.length === 0 ? null : leastP,
  };
}

function rowOf(
  { date, ratio, low, high, artists, before, after, reason }: RateRatio,
  isPlacebo: boolean,
): RateRatioRow {
  return {
    date: textFromMonth(date),
    isPlacebo,
    estimate: ratio,
    low,
    high,
    artists,
    uploadsBefore: before.uploads,
    uploadsAfter: after.uploads,
    reason,
  };
}
