import { type Month, monthFromText, textFromMonth } from '../../core/month.ts';

/** A span of months, both ends included, with the cutoff that splits its artists. */
export interface CohortWindow {
  readonly from: Month;
  readonly to: Month;
  readonly cutoff: Month;
}

/** The months after a cutoff: those after the real one, or those after a placebo one. */
export interface SlopeWindow extends CohortWindow {
  readonly isPlacebo: boolean;
  /** Seniors who entered in this month or later count as matched: as long before this cutoff as history lets at all of them. */
  readonly matchedFrom: Month;
  /** Why the slope is shown and not averaged with the other placebos; null for the real one and for those that are. */
  readonly leftOut: string | null;
}

/** DALL·E 2 was announced on 6 April 2022. A window that reaches this month is no placebo. */
const GENERATORS_FROM = monthFromText('2022-04');

/**
 * The windows whose slopes are compared: the real one first, then the placebos in the order given. Each starts at its
 * cutoff and is as long as the real one. A placebo window that would reach the image generators is cut short before
 * them; as slopes of short windows differ by their length alone, it is shown but not averaged with the others.
 *
 * @param to last month of the real window
 * @param firstMonth of the history
 * @example slopeWindows(624, 645, [576], 480)[1] // => { cutoff: 576, from: 576, to: 597, matchedFrom: 480, isPlacebo: true, leftOut: null }
 */
export function slopeWindows(
  cutoff: Month,
  to: Month,
  placeboCutoffs: readonly Month[],
  firstMonth: Month,
): SlopeWindow[] {
  const length = to - cutoff;
  const placebos = placeboCutoffs
    .filter((month) => month !== cutoff)
    .map((month) => placeboWindow(month, month + length));
  const averaged = placebos.filter(({ leftOut }) => leftOut === null).map((window) => window.cutoff);
  const history = Math.max(0, Math.min(cutoff, ...averaged) - firstMonth);
  const real = { cutoff, from: cutoff, to, isPlacebo: false, leftOut: null };
  return [real, ...placebos].map((window) => ({ ...window, matchedFrom: window.cutoff - history }));
}

function placeboWindow(cutoff: Month, to: Month): Omit<SlopeWindow, 'matchedFrom'> {
  const window = { cutoff, from: cutoff, isPlacebo: true };
  if (to < GENERATORS_FROM) return { ...window, to, leftOut: null };
  if (cutoff >= GENERATORS_FROM) return { ...window, to, leftOut: 'image generators were there already' };
  const last = GENERATORS_FROM - 1;
  return { ...window, to: last, leftOut: `cut short at ${textFromMonth(last)}, before the image generators` };
}

/** How many months of a window lie no later than the last one for which every artist's history was read. */
export function knownMonths(window: CohortWindow, knownTo: Month): number {
  return Math.max(0, Math.min(monthsIn(window), knownTo - window.from + 1));
}

/** How many months a window has; 0 if it ends before it starts. */
export function monthsIn({ from, to }: CohortWindow): number {
  return Math.max(0, to - from + 1);
}
