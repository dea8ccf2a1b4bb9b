import { averagedWeights, Trainer } from '../../src/loop/models/trainer.ts';
import type { Trainable } from '../../src/loop/models/training.ts';
import type { Weights } from '../../src/loop/runs/safetensors.ts';

export interface SmallTraining {
  readonly weights: Weights;
  /** One a step. */
  readonly losses: readonly number[];
}

/** Trains a model for a few steps on one thread of the CPU, to the averaged weights. */
export async function trainSmall(trainable: Trainable, steps: number, learningRate: number): Promise<SmallTraining> {
  await using trainer = await Trainer.open(trainable, {
    seed: 1,
    learningRate: (step) => learningRate * Math.min(1, step / 10),
    averageDecay: 0.9,
    epsilon: 1e-8,
    epsilonPlacement: 'pytorch',
    weightDecay: 0.01,
    clipNorm: 1,
    providers: ['cpu'],
    threads: 1,
    clock: performance,
  });
  const losses: number[] = [];
  for await (const chunk of trainer.train(steps, new AbortController().signal)) losses.push(...chunk.losses);
  return { weights: averagedWeights(trainer.layout, await trainer.state()), losses };
}
