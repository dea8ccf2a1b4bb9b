import type { ExitModel } from '../../core/cohort-tables.ts';
import type { Month } from '../../core/month.ts';
import { activeSpans, type IndexedActivity } from '../spans.ts';

/** Silence that counts as having left, in months. */
const SILENCE = 6;
/** Months of history behind each rate. */
const HISTORY = 24;
const LEAST_HISTORY = 6;
/** Months whose activity fixes the level: a whole year, so that no season weighs more. */
const LEVEL = 12;

/**
 * Fits the entry/exit model to what was known at the cutoff; nothing after it is looked at.
 *
 * An artist is present from the first upload to the last one before the cutoff, and has left after that month if
 * at least 6 months of silence follow. The 6 months before the cutoff cannot show an exit, so h and q come from the
 * 24 months before those: h = exits / months present, q = months with uploads / months present. Artists who have not
 * left by then are censored: they add months present and no exit. a is the mean of first uploads a month over the
 * 24 months before the cutoff. S₀ is such that the model, followed back from the cutoff, has as many active artists in the
 * last 12 months as there were.
 * Artists who pause for half a year and return after the cutoff count as exits, so h errs upwards; the months of the
 * first and the last upload are active by definition, so q does too.
 *
 * @param artists artist indices, as from `artistsOf`
 * @returns null if fewer than 6 months of history lie before the silence, or nobody was present in them
 */
export function fitExitModel(activity: IndexedActivity, artists: Uint32Array, cutoff: Month): ExitModel | null {
  const spans = activeSpans(activity, artists, cutoff);
  if (spans.length === 0) return null;
  const earliest = spans.reduce((least, span) => Math.min(least, span.first), cutoff);
  const to = cutoff - SILENCE - 1;
  const from = Math.max(earliest, to - HISTORY + 1);
  if (to - from + 1 < LEAST_HISTORY) return null;

  let present = 0;
  let active = 0;
  let uploads = 0;
  let exits = 0;
  let activeLately = 0;
  let entries = 0;
  const entryFrom = Math.max(earliest, cutoff - HISTORY);
  for (const span of spans) {
    if (span.first >= entryFrom) entries++;
    for (let row = span.start; row < span.end; row++) {
      const month = activity.month[row]!;
      if (month >= cutoff - LEVEL) activeLately++;
      if (month < from || month > to) continue;
      active++;
      uploads += activity.uploads[row]!;
    }
    if (span.first > to || span.last < from) continue;
    present += Math.min(span.last, to) - Math.max(span.first, from) + 1;
    if (span.last <= to) exits++;
  }
  if (present === 0) return null;
  const exitHazard = exits / present;
  const entryPerMonth = entries / (cutoff - entryFrom);
  const activeShare = active / present;
  return {
    entryPerMonth,
    exitHazard,
    activity: activeShare,
    presentBeforeCutoff: presentFrom(activeLately / LEVEL / activeShare, entryPerMonth, exitHazard),
    uploadsPerActiveMonth: uploads / active,
  };
}

/**
 * The number present in the month before the cutoff, from its mean over the last 12 months: j months earlier there were
 * (S₀ − a·(1 − (1 − h)^j)/h) / (1 − h)^j.
 */
function presentFrom(mean: number, entryPerMonth: number, exitHazard: number): number {
  if (exitHazard === 1) return entryPerMonth;
  let weights = 0;
  let entered = 0;
  for (let j = 0; j < LEVEL; j++) {
    const weight = (1 - exitHazard) ** -j;
    weights += weight;
    entered += weight * stayed(exitHazard, j);
  }
  return (mean * LEVEL + entryPerMonth * entered) / weights;
}

/**
 * Active artists a month in the model's world, by cohort: senior(m) = S₀·q·(1 − h)^m and
 * junior(m) = q·(a/h)·(1 − (1 − h)^m), where m = 1 in the cutoff's month. Seniors can only fall and juniors only rise.
 *
 * @param months how many, from the cutoff's month on
 */
export function exitModelSeries(model: ExitModel, months: number): { senior: Float64Array; junior: Float64Array } {
  const { entryPerMonth, exitHazard, activity, presentBeforeCutoff } = model;
  return {
    senior: Float64Array.from(
      { length: months },
      (_, i) => presentBeforeCutoff * activity * (1 - exitHazard) ** (i + 1),
    ),
    junior: Float64Array.from({ length: months }, (_, i) => activity * entryPerMonth * stayed(exitHazard, i + 1)),
  };
}

/** Of one entrant in each of m months, how many are still there: (1 − (1 − h)^m) / h, which is m where nobody leaves. */
function stayed(exitHazard: number, months: number): number {
  return exitHazard === 0 ? months : (1 - (1 - exitHazard) ** months) / exitHazard;
}
