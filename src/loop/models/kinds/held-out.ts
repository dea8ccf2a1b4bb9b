import type { Trainable } from '../training.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';
import type { HeldOut } from './kind.ts';

/** Batches of an evaluation at most: enough to compare evaluations that all take the same ones. */
const MOST_BATCHES = 32;

/**
 * The loss of the images that are held out, over about as many batches as they fill.
 *
 * @param trainableOf its batch is no larger than the split
 */
export function heldOutOf(
  { heldOut }: TrainingData,
  batch: number,
  trainableOf: (split: ImageSplit, batch: number) => Trainable,
): HeldOut | null {
  if (heldOut === null) return null;
  const images = heldOut.listed.length;
  const own = Math.min(batch, images);
  return { trainable: trainableOf(heldOut, own), batches: Math.min(MOST_BATCHES, Math.ceil(images / own)) };
}
