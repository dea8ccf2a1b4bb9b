import type { TrainPlan } from '../../plan/train-plan.ts';
import { runInBatches } from '../batched.ts';
import { diffusionTrainable, noiseProgram } from '../diffusion.ts';
import type { NoisePredictor } from '../samplers.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';
import { heldOutOf } from './held-out.ts';
import type { ModelKind } from './kind.ts';
import { sampleGrid } from './sample-grid.ts';
import { CHANNELS } from './sizes.ts';
import { openWeights } from './weights-session.ts';

/** Channels that tell the network how noisy an image is. */
export const EMBEDDING = 32;

export function diffusionKind(plan: Extract<TrainPlan, { kind: 'diffusion' }>, data: TrainingData): ModelKind {
  const { size, model, training } = plan;
  const config = { ...model, size, channels: CHANNELS, embedding: EMBEDDING };
  const trainable = ({ images }: ImageSplit, batch: number) => diffusionTrainable(config, images, batch);
  return {
    training: trainable(data.train, training.batch),
    heldOut: heldOutOf(data, training.batch, trainable),
    programs: { model: noiseProgram(config, training.batch) },
    files: {},
    facts: { config, batch: training.batch },
    look: async (look) => {
      const places = Math.min(training.batch, plan.samples.columns * plan.samples.rows);
      await using session = await openWeights(noiseProgram(config, places), look);
      const predict: NoisePredictor = async (noisy, variance) => {
        const n = variance.length;
        const inputs = {
          noisy: { shape: [n, CHANNELS, size, size], values: noisy },
          variance: { shape: [n], values: variance },
        };
        const { noise } = await runInBatches(session, places, inputs, look.signal);
        return noise!.values;
      };
      return { metrics: {}, shown: await sampleGrid(plan, data, predict, look.signal) };
    },
  };
}
