import type { AdjustedSlope, PlaceboSlope } from '../../core/cohort-tables.ts';
import type { Cohort, SlopeEstimate } from '../../core/trend-tables.ts';
import { longMonth, signedNumber } from '../../core/words.ts';

/** What seniors and juniors do after the real cutoff. @example 'seniors fall 49.6 % a year and juniors rise 74.2 % after January 2022' */
export function slopeWords(slopes: readonly PlaceboSlope[]): string {
  const [senior, junior] = (['senior', 'junior'] as const).map((group) =>
    slopes.find((slope) => !slope.isPlacebo && slope.group === group),
  );
  if (senior === undefined || junior === undefined) return 'there is no slope after the cutoff';
  return `${moves('seniors', senior)} and ${moves('juniors', junior)} after ${longMonth(senior.cutoff)}`;
}

/** How that compares with the placebos. */
export function adjustedWords({ senior, junior }: Readonly<Record<Cohort, AdjustedSlope>>): string {
  const { difference, low, high, leastDetectable, placebos, placeboMean, heterogeneity } = senior;
  const range = placebos === 1 ? '' : `, these ranging over ${size(heterogeneity!)} points`;
  const covers = low! <= 0 && high! >= 0;
  const detectable =
    leastDetectable === null ? '' : `; a difference below ${size(leastDetectable)} would mostly be missed`;
  const others =
    junior.difference === null
      ? ''
      : `; juniors differ by ${signedNumber(junior.difference)} (${signedNumber(junior.low!)} to ${signedNumber(junior.high!)})`;
  const more = covers
    ? 'covers 0'
    : `does not cover 0: seniors were ${difference! < 0 ? 'less' : 'more'} active than the split alone makes them`;
  return (
    `; after ${placebos} placebo ${placebos === 1 ? 'cutoff' : 'cutoffs'} seniors did ${signedNumber(placeboMean!)} % on average${range}, and the difference ` +
    `of ${signedNumber(difference!)} points (95 % interval ${signedNumber(low!)} to ${signedNumber(high!)}) ${more}${detectable}${others}`
  );
}

/** What the tenures of the seniors at the cutoff alone would give. */
export function expectedWords(slope: number | null): string {
  return slope === null ? '' : `; the seniors' tenures at the cutoff alone would give ${signedNumber(slope)} % a year`;
}

/** What artists of equal tenure do. */
export function tenureWords(difference: number, { percentPerYear, low, high }: SlopeEstimate): string {
  if (percentPerYear === null) return '; too few artists have two years of tenure to say whether they changed';
  const rate = `${signedNumber(percentPerYear)} % a year${low === null || high === null ? '' : ` (${signedNumber(low)} to ${signedNumber(high)})`}`;
  return Math.sign(percentPerYear) === Math.sign(difference)
    ? `; at equal tenure, artists of two years or more changed in the same direction, ${rate}`
    : `; but at equal tenure, artists of two years or more went the other way, ${rate}`;
}

/** Why there is nothing to compare. */
export function missingWords(slopes: readonly PlaceboSlope[], { real }: AdjustedSlope): string {
  if (real !== null)
    return '; there is no history from before to place other cutoffs in, so nothing tells this from what the split alone does';
  const row = slopes.find((slope) => !slope.isPlacebo && slope.group === 'senior');
  const counted = row === undefined ? '' : ` (${row.meanPerMonth.toFixed(1)} a month in ${row.months} observed months)`;
  return `; seniors are too few after the cutoff to have a slope${counted}, so the cohorts cannot be compared`;
}

function moves(who: string, { percentPerYear }: PlaceboSlope): string {
  if (percentPerYear === null) return `${who} have no slope`;
  if (Math.abs(percentPerYear) < 0.5) return `${who} stay level`;
  return `${who} ${percentPerYear < 0 ? 'fall' : 'rise'} ${size(percentPerYear)} % a year`;
}

function size(value: number): string {
  return Math.abs(value).toFixed(1);
}
