import { NO_REGIME } from '../../core/label-regimes.ts';
import { type Month, monthFromText } from '../../core/month.ts';
import type { AssistedWeight, FlagSums, LabelSums, NegativeControl } from '../../core/shares.ts';
import { twoSidedNormalP } from '../methods/normal.ts';
import { designEffect, flagSums } from './design-effect.ts';

/** Months in which no generator that anyone could run was out. */
const CONTROL_FROM: Month = monthFromText('2021-01');
export const CONTROL_TO: Month = monthFromText('2022-03');

/**
 * Flags on works of January 2021 to March 2022, all of which are false: their rate is 1 − specificity. Cochran–Armitage
 * tests whether the rate drifts over those months, because then it need not hold for later ones.
 *
 * Armitage, P. (1955). Tests for linear trends in proportions and frequencies. Biometrics 11, 375–386; the variance is
 * multiplied by the design effect of clustering by artist.
 *
 * @param months of one site, any order; those under a label regime are left out
 */
export function negativeControl(months: readonly LabelSums[], assistedWeight: AssistedWeight): NegativeControl {
  const looked = months.filter(
    ({ month, labelRegime, labelled }) =>
      labelRegime === NO_REGIME && month >= CONTROL_FROM && month <= CONTROL_TO && labelled > 0,
  );
  const sums = looked.map((month) => flagSums(month, assistedWeight));
  const works = total(sums.map(({ labelled }) => labelled));
  const flagged = total(sums.map((month) => month.flagged));
  const effect = designEffect(sums);
  const base = { works, flagged, specificity: works === 0 ? null : 1 - flagged / works, designEffect: effect };
  if (works === 0) {
    return { ...base, driftP: null, reason: 'no work of 2021-01 to 2022-03 was looked at for a label' };
  }
  if (flagged === 0)
    return { ...base, driftP: null, reason: 'no work of 2021-01 to 2022-03 is flagged: nothing drifts' };
  if (effect === null) return { ...base, driftP: null, reason: 'every work of 2021-01 to 2022-03 is flagged' };
  if (looked.length < 3)
    return { ...base, driftP: null, reason: 'drift needs three months with works, there are fewer' };
  return {
    ...base,
    driftP: driftP(
      looked.map(({ month }) => month),
      sums,
      effect,
    ),
    reason: '',
  };
}

function driftP(months: readonly Month[], sums: readonly FlagSums[], effect: number): number {
  const works = total(sums.map(({ labelled }) => labelled));
  const share = total(sums.map(({ flagged }) => flagged)) / works;
  const centre = total(sums.map(({ labelled }, i) => labelled * months[i]!)) / works;
  const score = total(sums.map(({ flagged, labelled }, i) => (months[i]! - centre) * (flagged - share * labelled)));
  const spread = total(sums.map(({ labelled }, i) => labelled * (months[i]! - centre) ** 2));
  return twoSidedNormalP(score / Math.sqrt(effect * share * (1 - share) * spread));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
