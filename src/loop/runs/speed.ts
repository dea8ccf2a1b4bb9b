import type { Clock } from '../../core/clock.ts';
import { createRng } from '../../core/rng.ts';
import type { TheoryWork } from './theory-run.ts';

/** Least time an arm is tried for: clocks tell milliseconds. */
const TRIAL_MS = 20;

/** How long the run would take on this machine, from a few replications of each arm; in seconds. */
export function secondsOf({ plan, model, arms }: TheoryWork, clock: Clock): number {
  const rng = createRng('speed');
  return arms.reduce((sum, { name, sets }) => {
    const stream = rng.fork(name);
    model.run(sets, stream.fork('first')); // the first is slower than those after it
    const startedAt = clock.now();
    let tried = 0;
    let elapsedMs = 0;
    while (elapsedMs < TRIAL_MS && tried < plan.replications) {
      model.run(sets, stream.fork(tried++));
      elapsedMs = clock.now() - startedAt;
    }
    return sum + (elapsedMs / 1000) * (plan.replications / tried);
  }, 0);
}
