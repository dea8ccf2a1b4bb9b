import { createRng } from '../../core/rng.ts';
import type { NamedValues } from '../onnx/values.ts';
import type { HeldOut, Look } from './kinds/kind.ts';
import { openWeights } from './kinds/weights-session.ts';
import type { Program } from './scope.ts';

/**
 * The mean loss over batches of held-out images, with statistics as in inference. The batches, and the noise in them, depend
 * on the seed alone, so evaluations of a training differ by its weights only.
 */
export async function heldOutLoss({ trainable, batches }: HeldOut, seed: number, look: Look): Promise<number> {
  const shapes = new Map<string, readonly number[]>();
  const program: Program = (scope) => {
    scope.graph.output('loss', trainable.loss(scope));
    for (const { name, shape } of scope.graph.inputs) shapes.set(name, shape);
  };
  await using session = await openWeights(program, look);
  await session.set(trainable.resident);
  let sum = 0;
  for (let batch = 0; batch < batches; batch++) {
    const drawn = Object.entries(trainable.draw(createRng(seed).fork(`held-out/${batch}`)));
    const inputs = drawn.map(([name, values]) => [name, { shape: shapes.get(name)!, values }]);
    const { loss } = await session.run(Object.fromEntries(inputs) as NamedValues, look.signal); // as the trainer's
    sum += Number(loss!.values[0]);
  }
  return sum / batches;
}
