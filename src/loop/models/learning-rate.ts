import type { TrainPlan } from '../plan/train-plan.ts';

/**
 * The learning rate of a plan by step, counted from 1: it rises evenly over the warm-up, then stays, or falls along half a
 * cosine to 0 at the last step.
 *
 * Loshchilov, I. & Hutter, F. (2017). SGDR: stochastic gradient descent with warm restarts. ICLR; without the restarts.
 *
 * @param total steps of the plan; none is asked for beyond them
 */
export function learningRateOf(
  { learning_rate, warmup, schedule }: Pick<TrainPlan['training'], 'learning_rate' | 'warmup' | 'schedule'>,
  total: number,
): (step: number) => number {
  return (step) => {
    if (step <= warmup) return (learning_rate * step) / warmup;
    if (schedule === 'constant') return learning_rate;
    return (learning_rate * (1 + Math.cos((Math.PI * (step - warmup)) / (total - warmup)))) / 2;
  };
}
