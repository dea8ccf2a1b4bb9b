import { UsageError } from '../core/errors.ts';
import { textFromMonth } from '../core/month.ts';
import type { MonthlyShare } from '../core/shares.ts';
import { flowAdditions } from './mapping-flow.ts';
import { matchedAdditions } from './mapping-matched.ts';
import { type StockStep, stockAdditions, stockSteps } from './mapping-stock.ts';
import { MAX_ITEMS, type Plan, type SharesSchedule } from './plan.ts';
import { type Additions, growingAdditions, type Policy, type TrainingSet, trainingSets } from './policies.ts';
import { type Flow, measuredFlows } from './schedule.ts';

/** One loop of a plan: the plan's own, or a reference drawn beside it. */
export interface Arm {
  readonly name: 'constant' | 'growth' | 'shares' | 'real-only' | 'synthetic-only';
  readonly policy: Policy;
  readonly additions: readonly Additions[];
  readonly sets: readonly TrainingSet[];
}

export interface PlannedArms {
  readonly arms: readonly Arm[];
  /** What every generation stands for; empty for a plan of constants. */
  readonly flows: readonly Flow[];
  /** Empty unless the mapping has a stock. */
  readonly stock: readonly StockStep[];
  readonly assumptions: readonly string[];
}

/**
 * The loops a plan asks for, with every generation's counts. A plan driven by shares has, unless it says no, two reference
 * arms through the same mapping: `real-only` as if nothing had been generated, `synthetic-only` as if everything had.
 *
 * @param shares monthly shares of all stored months; unused by a plan of constants
 * @throws UsageError if the shares cannot fill the schedule (schedule.ts), or the loop is too large to draw
 */
export function planArms(plan: Plan, shares: readonly MonthlyShare[]): PlannedArms {
  const planned = armsOf(plan, shares);
  for (const arm of planned.arms) requireFeasible(plan, arm);
  return planned;
}

/** Items drawn in one loop, generation 0 among them. */
export function itemsDrawn(samples: number, arm: Arm): number {
  return arm.additions.reduce((sum, { real, synthetic }) => sum + real + synthetic, samples);
}

const MAX_DRAWS = 10_000_000_000;

function requireFeasible({ samples, replications, draw }: Plan, arm: Arm): void {
  const items = itemsDrawn(samples, arm);
  if (items > MAX_ITEMS) {
    throw new UsageError(`a loop of arm ${arm.name} draws ${items} items, at most ${MAX_ITEMS}: lower samples`);
  }
  if (draw === 'points' && items * replications > MAX_DRAWS) {
    throw new UsageError(
      `arm ${arm.name} draws ${items * replications} points, at most ${MAX_DRAWS}: lower samples or replications, ` +
        'or set draw = "moments"',
    );
  }
}

function armsOf(plan: Plan, shares: readonly MonthlyShare[]): PlannedArms {
  const { schedule, policy, samples } = plan;
  switch (schedule.kind) {
    case 'constant': {
      const { real, synthetic } = schedule;
      const additions = Array.from({ length: schedule.generations }, () => ({ real, synthetic }));
      return { ...NO_MEASUREMENT, arms: [armOf('constant', policy, samples, additions)] };
    }
    case 'growth': {
      const additions = growingAdditions(samples, schedule.alpha, schedule.generations);
      return { ...NO_MEASUREMENT, arms: [armOf('growth', policy, samples, additions)] };
    }
    case 'shares':
      return measuredArms(plan, schedule, shares);
    default:
      return schedule satisfies never;
  }
}

const NO_MEASUREMENT = { flows: [], stock: [], assumptions: [] } as const;

function measuredArms(plan: Plan, schedule: SharesSchedule, shares: readonly MonthlyShare[]): PlannedArms {
  const measured = measuredFlows(shares, {
    site: schedule.site,
    from: schedule.from,
    to: schedule.to,
    monthsPerGeneration: schedule.months_per_generation,
  });
  const assumptions = [...measured.assumptions];
  const { flows } = measured;
  const allReal = flows.map((flow) => ({ ...flow, generated: 0, share: 0 }));
  const allGenerated = flows.map((flow) => ({ ...flow, generated: flow.uploads, share: 1 }));
  const { policy, samples } = plan;
  const arms = (additionsOf: (flows: readonly Flow[]) => Additions[]) => {
    const own = armOf('shares', policy, samples, additionsOf(flows));
    if (!schedule.reference_arms) return [own];
    return [
      own,
      armOf('real-only', policy, samples, additionsOf(allReal)),
      schedule.mapping === 'M3'
        ? armOf('synthetic-only', 'replace', samples, constantReplacement(flows.length, samples))
        : armOf('synthetic-only', policy, samples, additionsOf(allGenerated)),
    ];
  };

  switch (schedule.mapping) {
    case 'M1':
      return { arms: arms((of) => flowAdditions(of, samples)), flows, stock: [], assumptions };
    case 'M2': {
      const stock = schedule.stock ?? storedBefore(schedule, measured.sites, shares);
      assumptions.push(
        `the stock before ${textFromMonth(schedule.from)}, ${stock.toLocaleString('en-US')} works ` +
          `${schedule.stock === undefined ? 'stored' : 'as the plan says'}, is taken as all human; it stands for the ` +
          `${samples.toLocaleString('en-US')} items of generation 0.`,
      );
      return {
        arms: arms((of) => stockAdditions(of, stock, samples)),
        flows,
        stock: stockSteps(flows, stock),
        assumptions,
      };
    }
    case 'M3': {
      const whole = flows.find((flow) => flow.share >= 1);
      if (whole !== undefined) {
        throw new UsageError(`mapping M3 needs shares below 1, got ${whole.share} in generation ${whole.generation}`);
      }
      if (schedule.reference_arms) {
        assumptions.push(
          'no finite growth has share 1: the synthetic-only arm replaces the whole set each generation.',
        );
      }
      return { arms: arms((of) => matchedAdditions(of, samples)), flows, stock: [], assumptions };
    }
    default:
      return schedule.mapping satisfies never;
  }
}

function storedBefore(schedule: SharesSchedule, sites: readonly string[], shares: readonly MonthlyShare[]): number {
  const older = shares.filter((row) => row.month < schedule.from && sites.includes(row.site));
  const stock = older.reduce((sum, row) => sum + row.uploads, 0);
  if (stock === 0) {
    throw new UsageError(
      `mapping M2 needs the works there before ${textFromMonth(schedule.from)}, and none are stored for ` +
        `${sites.join(', ')}: give their number as schedule.shares.stock`,
    );
  }
  return stock;
}

function constantReplacement(generations: number, synthetic: number): Additions[] {
  return Array.from({ length: generations }, () => ({ real: 0, synthetic }));
}

function armOf(name: Arm['name'], policy: Policy, samples: number, additions: readonly Additions[]): Arm {
  return { name, policy, additions, sets: trainingSets(policy, samples, additions) };
}
