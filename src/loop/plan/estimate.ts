import { type Arm, planArms, type SetCounts, setCounts } from '../arms.ts';
import { LoopTooLargeError } from '../errors.ts';
import type { NepotismPlan, Plan, RelayPlan, RetrainPlan } from '../plan.ts';
import type { RunInputs } from '../runs/inputs.ts';
import { trainedArms } from './trained-arms.ts';

/** One generation of one arm before anything is run. */
export interface PlannedGeneration extends SetCounts {
  readonly arm: string;
  /** Work of this generation over all seeds or replications: draws of a theory model, optimiser or relay steps else. */
  readonly steps: number;
}

export interface PlanEstimate {
  readonly generations: readonly PlannedGeneration[];
  readonly steps: number;
  /** Null where nothing like it was ever measured on this machine. */
  readonly seconds: number | null;
  readonly diskBytes: number;
  readonly assumptions: readonly string[];
}

/** Counts, steps and disk of a plan; the time of a theory plan is measured elsewhere. @throws UsageError as planArms does */
export function estimatePlan(plan: Plan, inputs: RunInputs): PlanEstimate {
  switch (plan.kind) {
    case 'theory': {
      const planned = planArms(plan, inputs);
      const generations = plannedGenerations(
        planned.arms,
        ({ real, synthetic }) => (real + synthetic) * plan.replications,
      );
      // Two numbers of 8 bytes a measure in the checkpoint, there twice while it is replaced, and a row in the table.
      const measures = generations.length * (plan.metrics?.length ?? MOST_MEASURES);
      const batches = planned.arms.reduce(
        (sum, { sets }) => sum + sets.reduce((all, set) => all + set.batches.length, 0),
        0,
      );
      const draws = inputs.draws.reduce((sum, { shares }) => sum + shares.length, 0);
      return estimate(generations, 32 * draws + 64 * batches + 96 * measures + 65_536, planned.assumptions);
    }
    case 'retrain':
    case 'nepotism': {
      const planned = trainedArms(plan, inputs);
      return estimate(
        plannedGenerations(planned.arms, ({ items }) => trainingSteps(plan, items) * plan.seeds.length),
        planned.arms.reduce((sum, arm) => sum + trainedBytes(plan, arm), 0),
        planned.assumptions,
      );
    }
    case 'relay': {
      const { arms, assumptions } = trainedArms(plan, inputs);
      const stepsOf = ({ synthetic }: SetCounts) => synthetic * plan.model.steps * plan.seeds.length;
      return estimate(plannedGenerations(arms, stepsOf), relayBytes(plan), assumptions);
    }
    default:
      return plan satisfies never;
  }
}

/**
 * Refuses a plan that needs more than there is, or than its own budget.
 *
 * @param freeBytes of the disk that runs lie on
 * @throws LoopTooLargeError naming what is needed and what there is
 */
export function requireRoom({ diskBytes, seconds }: PlanEstimate, { budget }: Plan, freeBytes: number): void {
  if (diskBytes > freeBytes) {
    throw new LoopTooLargeError(`the run needs ${inGigabytes(diskBytes)} of disk, ${inGigabytes(freeBytes)} are free`);
  }
  const { disk_gb, hours } = budget;
  if (disk_gb !== undefined && diskBytes > disk_gb * GIGABYTE) {
    throw new LoopTooLargeError(`the run needs ${inGigabytes(diskBytes)} of disk, its budget is ${disk_gb} GB`);
  }
  if (hours !== undefined && seconds !== null && seconds > hours * 3600) {
    throw new LoopTooLargeError(`the run takes about ${(seconds / 3600).toPrecision(2)} hours, its budget is ${hours}`);
  }
}

const GIGABYTE = 1e9;

/** What a plan without a list of metrics is taken to measure at most. */
const MOST_MEASURES = 32;

function inGigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toPrecision(2)} GB`;
}

function estimate(
  generations: readonly PlannedGeneration[],
  diskBytes: number,
  assumptions: readonly string[],
): PlanEstimate {
  const steps = generations.reduce((sum, generation) => sum + generation.steps, 0);
  return { generations, steps, seconds: null, diskBytes, assumptions };
}

function plannedGenerations(
  arms: readonly Pick<Arm, 'name' | 'additions' | 'sets'>[],
  stepsOf: (counts: SetCounts) => number,
): PlannedGeneration[] {
  return arms.flatMap((arm) => setCounts(arm).map((counts) => ({ arm: arm.name, ...counts, steps: stepsOf(counts) })));
}

function trainingSteps({ model }: RetrainPlan | NepotismPlan, items: number): number {
  return model.steps ?? Math.ceil(items / model.batch) * model.epochs!;
}

/**
 * Pictures as raw pixels, which no lossless file exceeds by much, and the weights of every generation's model, 32 bits each.
 * A model draws what the next set takes, and no fewer than are measured.
 */
function trainedBytes(plan: RetrainPlan | NepotismPlan, { additions }: Pick<Arm, 'additions'>): number {
  const drawn = additions.reduce((sum, { synthetic }) => sum + Math.max(plan.samples, synthetic), plan.samples);
  const models = (additions.length + 1) * plan.model.parameters * 4;
  return plan.seeds.length * (drawn * pictureBytes(plan) + models);
}

function pictureBytes({ data: { resolution } }: RetrainPlan | NepotismPlan | RelayPlan): number {
  return 3 * resolution ** 2;
}

function relayBytes(plan: RelayPlan): number {
  return plan.samples * plan.schedule.generations * plan.seeds.length * pictureBytes(plan);
}
