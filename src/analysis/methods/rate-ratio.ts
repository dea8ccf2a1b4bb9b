import type { Month } from '../../core/month.ts';
import type { IndexedActivity } from '../spans.ts';
import { coefficientTable } from './coefficients.ts';
import { ratioEnds } from './ratio-ends.ts';

/** Uploads a month after a date over those before it, of artists who uploaded on both sides. */
export interface RateRatio {
  /** First month after. */
  readonly date: Month;
  /** Null with a reason where no artist uploaded on both sides. */
  readonly ratio: number | null;
  /** Ends of the 95 % interval; null with fewer than 2 artists too, and where all have the same ratio. */
  readonly low: number | null;
  readonly high: number | null;
  readonly artists: number;
  readonly before: { readonly uploads: number; readonly artistMonths: number };
  readonly after: { readonly uploads: number; readonly artistMonths: number };
  readonly reason: string | null;
}

export interface PlaceboRateRatios {
  readonly event: RateRatio;
  readonly placebos: readonly RateRatio[];
  /** Share of the dates, the event's among them, with a ratio no greater than the event's; null where one has no ratio. */
  readonly rankP: number | null;
  /** The least that `rankP` can be with so many placebo dates: 1/(K + 1). */
  readonly leastP: number;
}

/**
 * Within-artist rate ratio (Σ uploads after / Σ months after) / (Σ uploads before / Σ months before) in the months
 * around a date. An artist's months count from the one after the first upload, which is an upload by definition, to the
 * last one known. Artists with uploads on both sides only, so those who stopped are not in it: a fall is one of those
 * who stayed, and `rateRatioWithPlacebos` shows how large it is where nothing happened.
 * Interval on the log scale by linearisation over artists, with Student's t.
 *
 * @param artists artist indices; those whose history is not stored whole are left out
 * @param months on each side, ≥ 1. @default 12
 * @throws RangeError if `months` is not a whole number ≥ 1
 */
export function rateRatio(activity: IndexedActivity, artists: Uint32Array, date: Month, months = 12): RateRatio {
  if (!(Number.isSafeInteger(months) && months >= 1)) {
    throw new RangeError(`months must be a whole number >= 1, got ${months}`);
  }
  const sides: Sides[] = [];
  for (const artist of artists) {
    const own = sidesOf(activity, artist, date, months);
    if (own.uploadsBefore > 0 && own.uploadsAfter > 0) sides.push(own);
  }
  const before = { uploads: total(sides, 'uploadsBefore'), artistMonths: total(sides, 'monthsBefore') };
  const after = { uploads: total(sides, 'uploadsAfter'), artistMonths: total(sides, 'monthsAfter') };
  const seen = { date, artists: sides.length, before, after };
  if (sides.length === 0) {
    return { ...seen, ratio: null, low: null, high: null, reason: 'no artist uploaded both before and after' };
  }
  const ratio = after.uploads / after.artistMonths / (before.uploads / before.artistMonths);
  const influence = sides.map(
    (own) =>
      own.uploadsAfter / after.uploads -
      own.monthsAfter / after.artistMonths -
      own.uploadsBefore / before.uploads +
      own.monthsBefore / before.artistMonths,
  );
  const clusters = sides.length;
  const squares = influence.reduce((sum, value) => sum + value * value, 0);
  const variance = clusters < 2 ? null : Float64Array.of((squares * clusters) / (clusters - 1));
  const [row] = coefficientTable([Math.log(ratio)], variance, clusters - 1);
  return {
    ...seen,
    ratio,
    ...ratioEnds(row!),
    reason: null,
  };
}

/**
 * The rate ratio at an event and at dates where nothing is known to have happened.
 *
 * @param placebos first months after, none of whose windows should hold the event
 */
export function rateRatioWithPlacebos(
  activity: IndexedActivity,
  artists: Uint32Array,
  event: Month,
  placebos: readonly Month[],
  months = 12,
): PlaceboRateRatios {
  const real = rateRatio(activity, artists, event, months);
  const others = placebos.map((date) => rateRatio(activity, artists, date, months));
  const ratios = [real, ...others].map(({ ratio }) => ratio);
  const rank = ratios.filter((ratio) => ratio !== null && real.ratio !== null && ratio <= real.ratio).length;
  return {
    event: real,
    placebos: others,
    rankP: ratios.includes(null) ? null : rank / ratios.length,
    leastP: 1 / ratios.length,
  };
}

interface Sides {
  uploadsBefore: number;
  monthsBefore: number;
  uploadsAfter: number;
  monthsAfter: number;
}

function sidesOf(activity: IndexedActivity, artist: number, date: Month, months: number): Sides {
  const from = activity.start[artist]!;
  const to = activity.start[artist + 1]!;
  const sides = { uploadsBefore: 0, monthsBefore: 0, uploadsAfter: 0, monthsAfter: 0 };
  if (from === to || activity.isComplete[artist] === 0) return sides;
  const first = Math.max(date - months, activity.month[from]! + 1);
  const last = Math.min(date + months - 1, activity.lastFullMonth[artist]!);
  sides.monthsBefore = Math.max(0, Math.min(date - 1, last) - first + 1);
  sides.monthsAfter = Math.max(0, last - Math.max(date, first) + 1);
  for (let row = from; row < to; row++) {
    const month = activity.month[row]!;
    if (month < first || month > last) continue;
    if (month < date) sides.uploadsBefore += activity.uploads[row]!;
    else sides.uploadsAfter += activity.uploads[row]!;
  }
  return sides;
}

function total(sides: readonly Sides[], field: keyof Sides): number {
  return sides.reduce((sum, own) => sum + own[field], 0);
}
