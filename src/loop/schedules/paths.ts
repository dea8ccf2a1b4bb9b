import { UsageError } from '../../core/errors.ts';
import { textFromMonth } from '../../core/month.ts';
import type { ShareDraws } from '../../core/shares.ts';
import { type Flow, flowsOfMonths, type GenerationWindow, type MonthShare } from './flows.ts';

/** One posterior draw, as a schedule. */
export interface DrawnSchedule {
  /** Which of the draws, from 0. */
  readonly draw: number;
  /** The months of the window, as drawn. */
  readonly months: readonly MonthShare[];
  readonly flows: readonly Flow[];
}

/** The draw at a quantile of the draws' generated totals. */
export interface QuantilePath extends DrawnSchedule {
  /** In [0, 1]. */
  readonly level: number;
}

/**
 * The schedule of every posterior draw.
 *
 * @param adjust what becomes of a draw's months before they are cut into generations. @default nothing
 * @returns one a draw
 * @throws UsageError if draws do not cover the window, or a generation has no uploads
 */
export function drawnSchedules(
  draws: ShareDraws,
  window: GenerationWindow,
  adjust: (months: readonly MonthShare[]) => readonly MonthShare[] = (months) => months,
): DrawnSchedule[] {
  const { months, uploads, shares } = draws;
  const first = months[0];
  const last = months.at(-1);
  if (first === undefined || last === undefined || window.from < first || window.to > last) {
    const span =
      first === undefined || last === undefined ? 'none' : `${textFromMonth(first)} to ${textFromMonth(last)}`;
    throw new UsageError(
      `the schedule needs posterior draws of ${draws.site} from ${textFromMonth(window.from)} to ` +
        `${textFromMonth(window.to)}, there are ${span}`,
    );
  }
  const offset = window.from - first;
  return Array.from({ length: draws.draws }, (_, draw) => {
    const drawn = Array.from({ length: window.to - window.from + 1 }, (_, index) => ({
      month: window.from + index,
      uploads: uploads[offset + index]!,
      share: shares[draw * months.length + offset + index]!,
    }));
    return { draw, months: drawn, flows: flowsOfMonths(adjust(drawn), window) };
  });
}

/**
 * The draws that stand for the whole posterior where only a few loops can be run: ranked by the works generated in all
 * generations, the one whose rank is the least at or above each level. A path is a draw, so its months go together as the
 * posterior says; month-wise quantiles would not.
 *
 * @param schedules at least one; draws with equal totals keep their order
 * @param levels in [0, 1]. @default 5, 50 and 95 %
 * @example quantilePaths(200 schedules) // => the draws with the 10th, 100th and 190th smallest total
 */
export function quantilePaths(
  schedules: readonly DrawnSchedule[],
  levels: readonly number[] = [0.05, 0.5, 0.95],
): QuantilePath[] {
  if (schedules.length === 0) throw new RangeError('quantile paths need at least one schedule, got none');
  const wrong = levels.find((level) => !(level >= 0 && level <= 1));
  if (wrong !== undefined) throw new RangeError(`a level must be in [0, 1], got ${wrong}`);
  const ranked = schedules
    .map((schedule) => ({ schedule, total: schedule.flows.reduce((sum, flow) => sum + flow.generated, 0) }))
    .sort((a, b) => a.total - b.total || a.schedule.draw - b.schedule.draw);
  return levels.map((level) => {
    // 0.95 · 200 is a hair above 190 in floating point; that hair is no rank of its own.
    const rank = Math.max(1, Math.ceil(level * ranked.length - 1e-9));
    return { ...ranked[rank - 1]!.schedule, level };
  });
}
