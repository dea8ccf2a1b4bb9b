import { UsageError } from '../core/errors.ts';
import { createRng } from '../core/rng.ts';
import type { MonthlyShare, ShareDraws } from '../core/shares.ts';
import { MAX_ITEMS } from './plan/checked-schedule.ts';
import { loopSets, type SetOptions } from './policies/loop-sets.ts';
import { type Additions, growingAdditions, lastModels, realShare, setSize, type TrainingSet } from './policies.ts';
import type { Flow } from './schedules/flows.ts';
import { labelArms } from './schedules/label-arms.ts';
import { laggedSources } from './schedules/lag.ts';
import { needsStock } from './schedules/mapping.ts';
import type { SharesPlan } from './schedules/options.ts';
import { type PosteriorArms, posteriorArms } from './schedules/posterior-arms.ts';
import type { ScheduledArm } from './schedules/shares-arms.ts';
import { type StockStep, stockSteps } from './schedules/stock.ts';

/** One loop of a plan: the plan's own, or a reference drawn beside it. */
export interface Arm {
  /** `constant`; `growth`, or `alpha-…` where there are several; or a name of shares-arms.ts. */
  readonly name: string;
  readonly policy: SetOptions['policy'];
  readonly additions: readonly Additions[];
  readonly sets: readonly TrainingSet[];
}

export interface PlannedArms {
  readonly arms: readonly Arm[];
  /** What every generation stands for, of the middle path where there are several; empty for a plan of constants. */
  readonly flows: readonly Flow[];
  /** Flow and stock share side by side. Empty unless the mapping has a stock, or a posterior's site has works before. */
  readonly stock: readonly StockStep[];
  /** All draws, the bounds and the fan chart; null unless the plan takes its shares from a posterior. */
  readonly posterior: PosteriorArms | null;
  readonly assumptions: readonly string[];
}

/** What the store has for schedules; a plan of constants takes nothing of it. */
export interface ScheduleInputs {
  /** Monthly shares of all stored months. */
  readonly shares: readonly MonthlyShare[];
  /** Posterior draws of these shares. */
  readonly draws: readonly ShareDraws[];
}

/** The keys of a plan that decide on its arms. The first of several seeds decides on what the arms have in common. */
export type LoopPlan = LoopKeys & ({ readonly seed: number } | { readonly seeds: readonly number[] });

interface LoopKeys extends SetOptions {
  /** Items of D₀. */
  readonly samples: number;
  /** Loops run with different random numbers. @default 1 */
  readonly replications?: number | undefined;
  /** How a theory model draws its items. @default points */
  readonly draw?: 'points' | 'moments' | undefined;
  readonly schedule:
    | ({ readonly kind: 'shares' } & SharesPlan)
    | { readonly kind: 'growth'; readonly generations: number; readonly alphas: readonly number[] }
    | { readonly kind: 'constant'; readonly generations: number; readonly real: number; readonly synthetic: number };
}

/**
 * The loops a plan asks for, with every generation's counts. A plan driven by shares has, unless it says no, reference arms
 * through the same mapping (shares-arms.ts).
 *
 * @throws UsageError if the shares cannot fill the schedule, the loop is too large to draw, or has several generators: their
 *   sets are not one a generation (policies/loop-sets.ts)
 */
export function planArms(plan: LoopPlan, inputs: ScheduleInputs): PlannedArms {
  if (plan.generators > 1) {
    throw new UsageError(`expected one generator a generation, got generators = ${plan.generators}`);
  }
  const planned = armsOf(plan, inputs);
  for (const arm of planned.arms) requireFeasible(plan, arm);
  return planned;
}

/** What came into one training set, and the whole set. */
export interface SetCounts {
  readonly generation: number;
  /** New items. */
  readonly real: number;
  readonly synthetic: number;
  /** The whole training set. */
  readonly items: number;
  readonly realShare: number;
}

/** By generation; everything in generation 0 is new. */
export function setCounts({ additions, sets }: Pick<Arm, 'additions' | 'sets'>): SetCounts[] {
  return sets.map((set) => {
    const items = setSize(set);
    const { real, synthetic } = additions[set.generation - 1] ?? { real: items, synthetic: 0 };
    return { generation: set.generation, real, synthetic, items, realShare: realShare(set) };
  });
}

/** Items drawn in one loop, generation 0 among them. */
export function itemsDrawn(samples: number, arm: Pick<Arm, 'additions'>): number {
  return arm.additions.reduce((sum, { real, synthetic }) => sum + real + synthetic, samples);
}

/**
 * Training sets of one loop of a plan, by generation; for all draws of a posterior, one after the other.
 *
 * @param flows of the loop; they say when its models come into use, where the plan has a lag
 */
export function armSets(
  plan: LoopPlan,
  { policy, additions }: Pick<Arm, 'policy' | 'additions'>,
  flows: readonly Flow[],
): TrainingSet[] {
  const { schedule, samples } = plan;
  const lag = schedule.kind === 'shares' ? schedule.lag : undefined;
  if (lag !== undefined && plan.memory > 1) throw new UsageError('expected either lag or memory above 1, got both');
  const sources =
    lag === undefined
      ? lastModels(plan.memory)
      : laggedSources(flows, { delayMonths: lag.delay_months, halfLifeMonths: lag.half_life_months });
  // A reference that replaces whole sets has nothing to draw a subsample from.
  const options = policy === plan.policy ? plan : { ...plan, policy, subsample: undefined };
  return loopSets(options, samples, additions, createRng(seedOf(plan)).fork('sets'), sources).map((sets) => sets[0]!);
}

/** The most points that all replications of a loop may draw. */
const MAX_DRAWS = 10_000_000_000;

function requireFeasible({ samples, replications = 1, draw }: LoopPlan, arm: Arm): void {
  const items = itemsDrawn(samples, arm);
  if (items > MAX_ITEMS) {
    throw new UsageError(`a loop of arm ${arm.name} draws ${items} items, at most ${MAX_ITEMS}: lower samples`);
  }
  if (draw !== 'moments' && items * replications > MAX_DRAWS) {
    throw new UsageError(
      `arm ${arm.name} draws ${items * replications} points, at most ${MAX_DRAWS}: lower samples or replications, ` +
        'or set draw = "moments"',
    );
  }
}

function armsOf(plan: LoopPlan, inputs: ScheduleInputs): PlannedArms {
  const { schedule, policy, samples } = plan;
  const armOf = (name: string, additions: readonly Additions[]) => armFrom(plan, { name, policy, additions }, []);
  switch (schedule.kind) {
    case 'constant': {
      const { real, synthetic } = schedule;
      const additions = Array.from({ length: schedule.generations }, () => ({ real, synthetic }));
      return { ...NO_MEASUREMENT, arms: [armOf('constant', additions)] };
    }
    case 'growth': {
      const { alphas, generations } = schedule;
      const arms = alphas.map((alpha) =>
        armOf(alphas.length === 1 ? 'growth' : `alpha-${alpha}`, growingAdditions(samples, alpha, generations)),
      );
      return { ...NO_MEASUREMENT, arms };
    }
    case 'shares':
      return sharesArms(plan, schedule, inputs);
    default:
      return schedule satisfies never;
  }
}

/** What stands beside the arms of a plan of constants. */
export const NO_MEASUREMENT = { flows: [], stock: [], posterior: null, assumptions: [] } as const;

function sharesArms(plan: LoopPlan, schedule: SharesPlan, { shares, draws }: ScheduleInputs): PlannedArms {
  const loop = { schedule, policy: plan.policy, samples: plan.samples };
  const posterior =
    schedule.source === 'posterior'
      ? posteriorArms(loop, shares, draws, createRng(seedOf(plan)).fork('schedule'))
      : null;
  const { arms, flows, stock, assumptions } = posterior ?? labelArms(loop, shares);
  return {
    arms: arms.map((arm) => armFrom(plan, arm, flows)),
    flows,
    stock: needsStock(schedule) || (posterior !== null && stock > 0) ? stockSteps(flows, stock) : [],
    posterior,
    assumptions,
  };
}

function armFrom(plan: LoopPlan, arm: ScheduledArm | Omit<Arm, 'sets'>, flows: readonly Flow[]): Arm {
  return { ...arm, sets: armSets(plan, arm, flows) };
}

function seedOf(plan: LoopPlan): number {
  return 'seed' in plan ? plan.seed : plan.seeds[0]!;
}
