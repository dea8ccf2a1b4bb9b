import { DeviceMemoryError, LoopTooLargeError } from '../errors.ts';

/**
 * What to say of a plan whose batch needs more memory than there is: the largest of its halves that a step can be taken
 * with.
 *
 * @param takeStep takes one step with a batch of this size
 */
export async function batchTooLarge(
  cause: DeviceMemoryError,
  batch: number,
  takeStep: (batch: number) => Promise<void>,
): Promise<LoopTooLargeError> {
  const problem = `training.batch = ${batch} needs more memory than the ${cause.provider} provider has`;
  for (let smaller = Math.floor(batch / 2); smaller >= 1; smaller = Math.floor(smaller / 2)) {
    try {
      await takeStep(smaller);
      return new LoopTooLargeError(`${problem}; ${smaller} fits`, { cause });
    } catch (error) {
      if (!(error instanceof DeviceMemoryError)) throw error;
    }
  }
  return new LoopTooLargeError(`${problem}, and so does any smaller one: the images or the model are too large`, {
    cause,
  });
}
