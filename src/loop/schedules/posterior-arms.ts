import { UsageError } from '../../core/errors.ts';
import { textFromMonth } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import type { MonthlyShare, ShareDraws } from '../../core/shares.ts';
import type { Additions } from '../policies.ts';
import { type MonthBounds, monthBounds } from './bounds.ts';
import { type Flow, flowsOfMonths, lastUsedMonth, type MonthShare } from './flows.ts';
import { type FanMonth, fanChart, forecastDraws } from './forecast.ts';
import { mappedAdditions } from './mapping.ts';
import type { SharesPlan } from './options.ts';
import { type DrawnSchedule, drawnSchedules, type QuantilePath, quantilePaths } from './paths.ts';
import { constantMonths, permutedMonths, taggedMonths } from './references.ts';
import {
  armOfFlows,
  mappingAssumptions,
  mappingOf,
  type ScheduledArm,
  type SharesArmName,
  type SharesLoop,
  seenMonths,
  syntheticOnly,
  worksBefore,
} from './shares-arms.ts';

export interface PosteriorArms {
  /** The quantile paths; then, unless the plan says no, the four references. */
  readonly arms: readonly ScheduledArm[];
  /** Flows of the middle path. */
  readonly flows: readonly Flow[];
  /** Works before the window, in uploads, as a loop sees them. */
  readonly stock: number;
  readonly paths: readonly QuantilePath[];
  /** Every draw, for loops whose outcome has a closed form. */
  readonly drawn: readonly (DrawnSchedule & { readonly additions: readonly Additions[] })[];
  /** By month of the window. */
  readonly bounds: readonly MonthBounds[];
  /** By month, forecast months at the end. */
  readonly fan: readonly FanMonth[];
  readonly assumptions: readonly string[];
}

const PATHS = [
  ['path-05', 0.05],
  ['path-50', 0.5],
  ['path-95', 0.95],
] as const satisfies readonly (readonly [SharesArmName, number])[];

/**
 * Loops driven by posterior draws of the shares.
 *
 * @param shares labelled shares: the lower bound, and the works before the window
 * @param draws all that are stored
 * @param rng decides forecasts and the permuted order
 * @throws UsageError if there are no draws of the site, they do not cover the window, or do not fit the mapping
 */
export function posteriorArms(
  loop: SharesLoop,
  shares: readonly MonthlyShare[],
  draws: readonly ShareDraws[],
  rng: Rng,
): PosteriorArms {
  const { schedule } = loop;
  const window = { from: schedule.from, to: schedule.to, monthsPerGeneration: schedule.months_per_generation };
  const { own, sites } = ownDraws(schedule, draws);
  const extended = schedule.forecast === undefined ? own : forecastOf(own, schedule.forecast, rng.fork('forecast'));
  const works = worksBefore(schedule, sites, shares);
  const mapping = mappingOf(loop, works, sites);
  const flowsOf = (months: readonly MonthShare[]) => flowsOfMonths(seenMonths(schedule, months), window);

  const schedules = drawnSchedules(extended, window, (months) => seenMonths(schedule, months));
  const levels = PATHS.map(([, level]) => level);
  const paths = quantilePaths(schedules, levels);
  const arms = PATHS.map(([name], index) => armOfFlows(name, paths[index]!.flows, loop, mapping));
  const middle = paths[levels.indexOf(0.5)]!;
  if (schedule.reference_arms) {
    const used = middle.months.filter(({ month }) => month <= lastUsedMonth(window));
    const permuted = permutedMonths(used, rng.fork('month-permuted'));
    arms.push(
      armOfFlows('real-only', flowsOf(constantMonths(used, 0)), loop, mapping),
      armOfFlows('tags-only', flowsOf(taggedMonths(used, shares, sites)), loop, mapping),
      syntheticOnly(flowsOf(constantMonths(used, 1)), loop, mapping),
      armOfFlows('month-permuted', flowsOf(permuted), loop, mapping),
    );
  }
  const bounds = monthBounds(extended, { ...window, initialStock: works, items: loop.samples });
  return {
    arms,
    flows: middle.flows,
    stock: mapping.stock,
    paths,
    drawn: schedules.map((drawn) => ({ ...drawn, additions: mappedAdditions(drawn.flows, mapping) })),
    bounds,
    fan: fanChart(extended),
    assumptions: [...posteriorAssumptions(schedule, own), ...mappingAssumptions(loop, works, mapping)],
  };
}

function ownDraws(schedule: SharesPlan, draws: readonly ShareDraws[]) {
  const weighted = draws.filter((row) => row.assistedWeight === schedule.assisted_weight && row.draws > 0);
  const own = weighted.find((row) => row.site === schedule.site);
  if (own === undefined) {
    const known = weighted.map((row) => row.site).join(', ') || 'none';
    throw new UsageError(
      `source posterior needs posterior draws of ${schedule.site} with assisted_weight ${schedule.assisted_weight}, ` +
        `stored are ${known}: run tidemark shares first`,
    );
  }
  const sites = schedule.site === 'all' ? weighted.map((row) => row.site).filter((site) => site !== 'all') : [own.site];
  return { own, sites };
}

function forecastOf(draws: ShareDraws, forecast: NonNullable<SharesPlan['forecast']>, rng: Rng): ShareDraws {
  const { model, trend_months: trendMonths, uploads } = forecast;
  if (trendMonths > draws.months.length) {
    throw new UsageError(
      `a forecast from ${trendMonths} months needs as many of ${draws.site}, there are ${draws.months.length}`,
    );
  }
  return forecastDraws(draws, { model, trendMonths, uploads }, rng);
}

function posteriorAssumptions(schedule: SharesPlan, own: ShareDraws): string[] {
  const assumptions = [
    `paths are the draws at 5, 50 and 95 % of ${own.draws} by the works generated in all generations; an assisted work ` +
      `counts as ${schedule.assisted_weight} of a generated one.`,
  ];
  const last = own.months.at(-1);
  if (schedule.forecast !== undefined && last !== undefined) {
    const { model, trend_months, uploads } = schedule.forecast;
    assumptions.push(
      `the ${uploads.length} months after ${textFromMonth(last)} are forecast by ${model} from the last ${trend_months}, ` +
        'their uploads as the plan says.',
    );
  }
  return assumptions;
}
