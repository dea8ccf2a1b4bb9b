import type { MonthShare } from './flows.ts';

/** A detector that throws out what it takes for generated, before training. Both in [0, 1]. */
export interface Detector {
  /** Chance that a generated work is thrown out. */
  readonly sensitivity: number;
  /** Chance that a human work is kept. */
  readonly specificity: number;
}

/**
 * What a detector leaves (mapping M8): the generated share s(1 − Se) / kept of the part kept = s(1 − Se) + (1 − s)Sp.
 *
 * @param share s, in [0, 1]
 * @returns share and kept part, both in [0, 1]
 * @throws RangeError if a number lies outside, or nothing at all is kept
 * @example afterDetector(0.2, { sensitivity: 0.9, specificity: 0.95 }) // => { share: 0.0256410256, kept: 0.78 }
 */
export function afterDetector(share: number, { sensitivity, specificity }: Detector): { share: number; kept: number } {
  for (const [name, value] of Object.entries({ share, sensitivity, specificity })) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be in [0, 1], got ${value}`);
  }
  const generated = share * (1 - sensitivity);
  const kept = generated + (1 - share) * specificity;
  if (kept === 0) throw new RangeError(`a detector must keep something, got none of share ${share}`);
  return { share: generated / kept, kept };
}

/** Months as a training set sees them behind a detector; uploads need not be whole. */
export function detectedMonths(months: readonly MonthShare[], detector: Detector): MonthShare[] {
  return months.map(({ month, uploads, share }) => {
    const after = afterDetector(share, detector);
    return { month, uploads: uploads * after.kept, share: after.share };
  });
}
