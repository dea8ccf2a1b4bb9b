import { imageGrid } from '../../data/image-grid.ts';
import { denormalise } from '../../data/normaliser.ts';
import type { TrainPlan } from '../../plan/train-plan.ts';
import { itemSeed } from '../../runs/seeds.ts';
import { drawSamples, type NoisePredictor } from '../samplers.ts';
import type { TrainingData } from '../training-data.ts';
import type { Showing } from './kind.ts';
import { CHANNELS } from './sizes.ts';

/** Pixels a side from which on an image is seen well. */
const SEEN_WELL = 64;

type Sampled = Pick<Extract<TrainPlan, { samples: unknown }>, 'seed' | 'size' | 'samples'>;

/**
 * A grid of samples, small ones enlarged. Each place begins from the same noise whenever it is drawn, so that grids can be
 * compared.
 */
export async function sampleGrid(
  { seed, size, samples: { columns, rows, steps, eta } }: Sampled,
  { normaliser }: Pick<TrainingData, 'normaliser'>,
  predict: NoisePredictor,
  signal: AbortSignal,
): Promise<Showing> {
  const seeds = Array.from({ length: columns * rows }, (_, item) => itemSeed(seed, item, 0));
  const drawn = await drawSamples(predict, { seeds, elements: CHANNELS * size * size, steps, eta, signal });
  const scale = Math.ceil(SEEN_WELL / size);
  const content = await imageGrid(denormalise(drawn, size * size, normaliser), { size, columns, scale });
  return { ending: 'png', content };
}
