import { type Interval, Z_95 } from '../../core/math/interval.ts';
import type { Audit } from '../../core/shares.ts';

/** The flag's accuracy. Sensitivity: flagged share of generated works; specificity: unflagged share of human ones. */
export interface FlagAccuracy {
  readonly sensitivity: Audit;
  readonly specificity: Audit;
}

export interface CorrectedShare extends Interval {
  /** In [0, 1]. */
  readonly share: number;
  readonly standardError: number;
  /** True where the estimate before truncation lay outside [0, 1]. */
  readonly isTruncated: boolean;
}

/**
 * Share of generated works behind an imperfect flag: (q + Sp − 1) / (Se + Sp − 1), truncated to [0, 1]. The variance adds
 * that of the flagged share, times its design effect, to those of the two audits; the 95 % interval is normal.
 *
 * Rogan, W. J. & Gladen, B. (1978). Estimating prevalence from the results of a screening test. Am. J. Epidemiology 107,
 * 71–76; variance with audits as in Greenland, S. (1996). Int. J. Epidemiology 25, 1107–1116.
 *
 * @param flagged flagged share q, in [0, 1]
 * @param works labelled works, > 0
 * @throws RangeError if the flag says nothing: Se + Sp must exceed 1
 * @example
 * roganGladen(0.12, 5000, { sensitivity: { value: 0.8, audited: 400 }, specificity: { value: 0.98, audited: 600 } })
 * // => { share: 0.1282051, standardError: 0.0092913, low: 0.1099945, high: 0.1464157, isTruncated: false }
 */
export function roganGladen(
  flagged: number,
  works: number,
  { sensitivity, specificity }: FlagAccuracy,
  designEffect = 1,
): CorrectedShare {
  if (!(flagged >= 0 && flagged <= 1)) throw new RangeError(`flagged must be a share in [0, 1], got ${flagged}`);
  if (!(works > 0)) throw new RangeError(`works must be a number > 0, got ${works}`);
  const youden = sensitivity.value + specificity.value - 1;
  if (!(youden > 0)) {
    throw new RangeError(
      `sensitivity + specificity must exceed 1, got ${sensitivity.value} + ${specificity.value}: the flag says nothing`,
    );
  }
  const exact = (flagged + specificity.value - 1) / youden;
  const share = Math.min(1, Math.max(0, exact));
  const variance =
    (designEffect * flagged * (1 - flagged)) / works +
    share ** 2 * auditVariance(sensitivity) +
    (1 - share) ** 2 * auditVariance(specificity);
  const standardError = Math.sqrt(variance) / youden;
  return {
    share,
    standardError,
    low: Math.max(0, share - Z_95 * standardError),
    high: Math.min(1, share + Z_95 * standardError),
    isTruncated: share !== exact,
  };
}

function auditVariance({ value, audited }: Audit): number {
  return audited === null ? 0 : (value * (1 - value)) / audited;
}
