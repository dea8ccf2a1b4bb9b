import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { createRng } from '../../src/core/rng.ts';
import { initialVector, type Layout } from '../../src/loop/models/layout.ts';
import { STEP_NUMBERS, type StepValues, type Trainable, trainingStep } from '../../src/loop/models/training.ts';
import { adamwStep } from '../../src/loop/onnx/adamw.ts';
import { modelBytes } from '../../src/loop/onnx/model.ts';
import { warmDecay } from '../../src/loop/onnx/moving-average.ts';

type Vectors = Readonly<Record<string, Float32Array>>;

export const OPTIMISER = { epsilon: 1e-7, epsilonPlacement: 'keras', weightDecay: 1e-4 } as const;
export const LEARNING_RATE = 1e-3;

/** Steps of training from known weights. */
export interface Start {
  readonly trainable: Trainable;
  readonly layout: Layout;
  readonly vectors: Vectors;
  /** One a step. */
  readonly draws: readonly StepValues[];
}

export interface Steps {
  readonly losses: readonly number[];
  /** The state after each step, by the names of the training step's inputs. */
  readonly states: readonly Vectors[];
}

/**
 * A model before training, every parameter moved a little: at zeros, such as those of a head, much of a network has no
 * gradient.
 */
export function startOf(trainable: Trainable, steps: number, seed: string): Start {
  const rng = createRng(seed);
  const { layout } = trainingStep(trainable, OPTIMISER);
  const parameters = initialVector(layout.parameters, rng).map((value) => value + 0.02 * rng.normal());
  const zeros = new Float32Array(parameters.length);
  const statistics = initialVector(layout.statistics, rng);
  return {
    trainable,
    layout,
    vectors: {
      parameters,
      first: zeros,
      second: zeros,
      average: parameters,
      ...(statistics.length === 0 ? {} : { statistics, averageStatistics: statistics }),
    },
    draws: Array.from({ length: steps }, (_, step) => trainable.draw(rng.fork(step))),
  };
}

/** Takes the steps one by one in a session of one step, its state carried from outputs to inputs out here. */
export async function stepByHand(start: Start, options: InferenceSession.SessionOptions): Promise<Steps> {
  const { graph, carried } = trainingStep(start.trainable, OPTIMISER);
  const session = await InferenceSession.create(modelBytes(graph), options);
  const losses: number[] = [];
  const states: Vectors[] = [];
  for (const [index, drawn] of start.draws.entries()) {
    const numbers = { ...adamwStep(index + 1, LEARNING_RATE), averageDecay: warmDecay(index + 1, 0.999) };
    const values: Readonly<Record<string, unknown>> = {
      ...Object.fromEntries(STEP_NUMBERS.map((name) => [name, Float32Array.of(numbers[name])])),
      ...Object.fromEntries(Object.entries(start.trainable.resident).map(([name, tensor]) => [name, tensor.values])),
      ...drawn,
      ...(states.at(-1) ?? start.vectors),
    };
    const feeds = graph.inputs.map(({ name, type, shape }) => {
      const array = values[name] as Float32Array; // or the array of another type, if the input has that
      return [name, new OrtTensor(type, array, shape)] as const;
    });
    const results = await session.run(Object.fromEntries(feeds));
    losses.push(floatsOf(results.loss!)[0]!);
    states.push(
      Object.fromEntries(Object.entries(carried).map(([input, output]) => [input, floatsOf(results[output]!)])),
    );
  }
  await session.release();
  return { losses, states };
}

function floatsOf(tensor: OrtTensor): Float32Array {
  return tensor.data as Float32Array; // the graphs return floats only
}
