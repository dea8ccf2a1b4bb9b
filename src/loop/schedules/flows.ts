import { UsageError } from '../../core/errors.ts';
import { type Month, textFromMonth } from '../../core/month.ts';

/** One month of a schedule: its uploads, and the share of them that was generated. */
export interface MonthShare {
  readonly month: Month;
  readonly uploads: number;
  /** In [0, 1]. */
  readonly share: number;
}

/** The uploads that one generation of a loop stands for. */
export interface Flow {
  /** From 1; generation 0 is trained before any of them. */
  readonly generation: number;
  /** First and last month, both in. */
  readonly from: Month;
  readonly to: Month;
  readonly uploads: number;
  /** Generated works among them, a_g = Σ share · uploads; not whole. */
  readonly generated: number;
  /** generated / uploads, in [0, 1]. */
  readonly share: number;
}

export interface GenerationWindow {
  /** First and last month, both in. */
  readonly from: Month;
  readonly to: Month;
  readonly monthsPerGeneration: number;
}

/**
 * Full generations that a window holds.
 *
 * @throws UsageError if there is none
 */
export function generationCount({ from, to, monthsPerGeneration }: GenerationWindow): number {
  const months = to - from + 1;
  const generations = Math.floor(months / monthsPerGeneration);
  if (generations < 1) {
    throw new UsageError(
      `the schedule needs at least one generation of ${monthsPerGeneration} months, ` +
        `${textFromMonth(from)} to ${textFromMonth(to)} has ${Math.max(0, months)}`,
    );
  }
  return generations;
}

/** The last month that drives a generation: those after it do not fill one. */
export function lastUsedMonth(window: GenerationWindow): Month {
  return window.from + generationCount(window) * window.monthsPerGeneration - 1;
}

/**
 * Cuts months into the flows of a loop's generations. Months after the last full generation drive nothing.
 *
 * @param months any order; several entries of one month, as of several sites, add up
 * @throws UsageError if there is no full generation, or a generation without uploads
 */
export function flowsOfMonths(months: readonly MonthShare[], window: GenerationWindow): Flow[] {
  return Array.from({ length: generationCount(window) }, (_, index) => {
    const first = window.from + index * window.monthsPerGeneration;
    return flowOf(index + 1, first, first + window.monthsPerGeneration - 1, months);
  });
}

function flowOf(generation: number, from: Month, to: Month, months: readonly MonthShare[]): Flow {
  let uploads = 0;
  let generated = 0;
  for (const month of months) {
    if (month.month < from || month.month > to) continue;
    uploads += month.uploads;
    generated += month.uploads * month.share;
  }
  if (uploads === 0) {
    throw new UsageError(
      `generation ${generation} (${textFromMonth(from)} to ${textFromMonth(to)}) has no uploads to take a share of`,
    );
  }
  return { generation, from, to, uploads, generated, share: generated / uploads };
}
