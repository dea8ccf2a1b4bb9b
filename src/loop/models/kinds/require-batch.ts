import { InputError } from '../../../core/errors.ts';
import type { TrainingData } from '../training-data.ts';

/**
 * For models that take different images in a step.
 *
 * @throws InputError if there are fewer training images than a batch has
 */
export function requireBatch({ folder, train }: TrainingData, batch: number): void {
  if (train.listed.length < batch) {
    throw new InputError(folder.path, `has ${train.listed.length} images to train on; expected a batch of ${batch}`);
  }
}
