import { monthFromText } from '../../../../src/core/month.ts';
import type { ShareDraws } from '../../../../src/core/shares.ts';

/** Draws of an invented site, one row of shares a draw; `uploads` of each month. */
export function drawsOf(
  from: string,
  uploads: readonly number[],
  rows: readonly (readonly number[])[],
  changes: Partial<ShareDraws> = {},
): ShareDraws {
  return {
    site: 'site-a',
    assistedWeight: 0,
    months: uploads.map((_, index) => monthFromText(from) + index),
    uploads: Float64Array.from(uploads),
    draws: rows.length,
    shares: Float64Array.from(rows.flat()),
    ...changes,
  };
}
