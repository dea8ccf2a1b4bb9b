import { InputError } from '../../core/errors.ts';
import { tomlError } from '../../core/toml.ts';
import type { ImageFolder } from '../data/image-folder.ts';
import type { TrainPlan } from '../plan/train-plan.ts';
import { captionsOf, classesOf } from './kinds/labels.ts';
import type { TrainRequest } from './model-beginning.ts';

/**
 * Looks in the listing of a plan's images for what its kind needs, so that nothing is decoded in vain.
 *
 * @throws InputError if there are too few images for a batch, classes or captions are missing, all images are of one class,
 *   or none are held out where training is to end by them
 */
export function requireImages(plan: TrainPlan, request: TrainRequest): void {
  const { images } = request;
  if (plan.evaluation.stop !== undefined && images.heldOut.length === 0) {
    throw new InputError(images.path, 'has no folder test; evaluation.stop of the plan needs images that are held out');
  }
  switch (plan.kind) {
    case 'diffusion':
      return;
    case 'conditional-diffusion':
      if (plan.model.condition === 'class') requireClasses(images);
      else requireCaptions(images);
      return;
    case 'classifier':
      requireFullBatch(plan, request);
      requireClasses(images);
      if (images.classNames.length === 1) {
        const problem = `has images of one class, ${images.classNames[0]}; expected at least two classes`;
        throw new InputError(images.path, problem);
      }
      return;
    case 'captioner':
    case 'image-text':
      requireFullBatch(plan, request);
      requireCaptions(images);
      return;
    default:
      plan satisfies never;
  }
}

/** For kinds that take different images in a step. */
function requireFullBatch({ training: { batch } }: TrainPlan, { images, planText, planFile }: TrainRequest): void {
  const most = images.train.length;
  if (batch <= most) return;
  const problem = `expected at most ${most}, the images to train on, got ${batch}`;
  throw tomlError(planText, planFile, ['training', 'batch'], problem);
}

function requireClasses(folder: ImageFolder): void {
  classesOf({ listed: [...folder.train, ...folder.heldOut] }, { folder });
}

function requireCaptions(folder: ImageFolder): void {
  captionsOf({ listed: [...folder.train, ...folder.heldOut] }, { folder });
}
