import { createRng } from '../../src/core/rng.ts';
import { captionerTraining } from '../../src/loop/models/captioner.ts';
import { conditionalDiffusionTrainable } from '../../src/loop/models/conditional-diffusion.ts';
import { diffusionTrainable } from '../../src/loop/models/diffusion.ts';
import type { Trainable } from '../../src/loop/models/training.ts';

/** Trainings of models as small as they come, by name. All are compared on the CPU and on WebGPU. */
export const SMALL_MODELS: ReadonlyMap<string, () => Trainable> = new Map([
  [
    'the U-Net',
    () => {
      const config = { size: 8, channels: 3, widths: [8, 12, 16], depth: 2, embedding: 8 };
      return diffusionTrainable(config, normals(5 * 3 * 8 * 8), 2);
    },
  ],
  [
    'the conditional U-Net',
    () => {
      const text = { vocabulary: 6, length: 3, width: 6 };
      const sizes = { size: 8, channels: 3, widths: [8, 12], depth: 1, embedding: 8, conditionWidth: 8, text };
      const config = { ...sizes, groups: 2, heads: 2, attentionSize: 4 };
      const captions = Int32Array.of(1, 4, 2, 1, 5, 2, 1, 2, 0);
      const data = { images: normals(3 * 3 * 8 * 8), captions };
      return conditionalDiffusionTrainable(config, data, { batch: 2, droppedShare: 0.3 });
    },
  ],
  [
    'the captioner',
    () => {
      const encoder = { size: 8, channels: 3, widths: [8, 12], depth: 1, groups: 2 };
      const config = { ...encoder, vocabulary: 7, length: 5, width: 12, heads: 2, layers: 1 };
      const captions = Int32Array.of(1, 4, 5, 2, 0, 1, 6, 2, 0, 0, 1, 5, 4, 6, 2);
      const data = { images: normals(3 * 3 * 8 * 8), captions };
      return captionerTraining(config, data, { batch: 2, views: { leastSide: 0.7, mirrored: true } });
    },
  ],
]);

function normals(length: number): Float32Array<ArrayBuffer> {
  const rng = createRng('data of a small model');
  return Float32Array.from({ length }, () => rng.normal());
}
