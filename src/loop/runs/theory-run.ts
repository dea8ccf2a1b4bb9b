import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';
import type { Progress } from '../../core/progress.ts';
import { createRng } from '../../core/rng.ts';
import { type Arm, itemsDrawn } from '../arms.ts';
import type { TheoryPlan } from '../plan.ts';
import type { TheoryModel } from '../theory/model.ts';
import { ReplicationSums, type SumsState } from '../theory/replication-sums.ts';
import type { Measured } from './tables.ts';

/** What the arms of a run have come to: those that were begun, in the order of the plan. */
export type TheoryState = readonly SumsState[];

export interface TheoryWork {
  readonly plan: TheoryPlan;
  readonly model: TheoryModel;
  readonly arms: readonly Arm[];
}

export interface RunPorts {
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Least time between two commits, in milliseconds. @default 2000 */
  readonly commitEveryMs?: number;
}

const TASK = 'loop';

/** Draws made between two looks at signal and clock: some 20 ms. */
const DRAWS_PER_SLICE = 200_000;

/**
 * Runs what is left of the replications, arm by arm, and commits from time to time. A replication's random numbers come
 * from the run's seed, its arm and its own number alone, and sums are taken in order: wherever the work was cut, it ends
 * with the same numbers.
 *
 * @returns the state with all replications in it
 * @throws the signal's reason if aborted, with everything so far committed
 */
export async function runTheory(
  { plan, model, arms }: TheoryWork,
  before: TheoryState,
  commit: (state: TheoryState) => Promise<void>,
  { clock, progress, signal, commitEveryMs = 2000 }: RunPorts,
): Promise<TheoryState> {
  const seed = createRng(plan.seed);
  const sums = before.map((state, arm) => new ReplicationSums(arms[arm]!.sets.length, model.metrics.length, state));
  const state = () => sums.map((arm) => arm.state());
  let committedAt = clock.now();
  // What is left, so that the time left is told from this process's own speed.
  progress.start(TASK, plan.replications * arms.length - replicationsIn(before));
  for (const [index, arm] of arms.entries()) {
    sums[index] ??= new ReplicationSums(arm.sets.length, model.metrics.length);
    const own = sums[index];
    const stream = seed.fork(arm.name);
    const perSlice = Math.max(1, Math.floor(DRAWS_PER_SLICE / itemsDrawn(plan.samples, arm)));
    while (own.replications < plan.replications) {
      if (signal.aborted) {
        await commit(state());
        throw signal.reason;
      }
      const end = Math.min(plan.replications, own.replications + perSlice);
      const from = own.replications;
      while (own.replications < end) own.add(model.run(arm.sets, stream.fork(own.replications)));
      progress.advance(TASK, end - from);
      if (clock.now() - committedAt >= commitEveryMs) {
        await commit(state());
        committedAt = clock.now();
      }
      await setImmediate();
    }
  }
  progress.end(TASK);
  return state();
}

/** Replications that a state holds, over all arms. */
export function replicationsIn(state: TheoryState): number {
  return state.reduce((sum, { replications }) => sum + replications, 0);
}

/** What was measured, by arm, generation and metric in the order of the plan. */
export function measuredIn({ plan, model, arms }: TheoryWork, state: TheoryState): Measured[] {
  const metrics = plan.metrics ?? model.metrics;
  return arms.flatMap(({ name: arm, sets }, index) => {
    const sums = new ReplicationSums(sets.length, model.metrics.length, state[index]);
    return sets.flatMap(({ generation }) =>
      metrics.map((metric) => {
        const { mean, standardError } = sums.estimate(generation, model.metrics.indexOf(metric));
        return { arm, generation, metric, measured: mean, standardError };
      }),
    );
  });
}
