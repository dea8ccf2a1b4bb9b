import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';
import { createRng } from '../../core/rng.ts';
import { adamwStep } from '../onnx/adamw.ts';
import { warmDecay } from '../onnx/moving-average.ts';
import type { Provider, Refusal } from '../onnx/providers.ts';
import { repeatedModelBytes, STEPS } from '../onnx/repeat.ts';
import { openSession, type Session, type SessionOptions } from '../onnx/session.ts';
import { sizeOf } from '../onnx/shapes.ts';
import type { NamedValues } from '../onnx/values.ts';
import type { Weights } from '../runs/safetensors.ts';
import { initialVector, type Layout, tensorsOf } from './layout.ts';
import { type OptimiserOptions, type StepValues, type Trainable, type TrainingStep, trainingStep } from './training.ts';

export interface TrainerOptions extends OptimiserOptions, Pick<SessionOptions, 'providers' | 'threads'> {
  /** Names the first parameters and everything drawn on the way. */
  readonly seed: number;
  /** By step, counted from 1. */
  readonly learningRate: (step: number) => number;
  /** Of the moving averages once they are warm, in [0, 1). */
  readonly averageDecay: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** Where a training stands. */
export interface TrainingState {
  /** Steps taken. */
  readonly step: number;
  /** By the names of the training step's carried inputs. */
  readonly vectors: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}

/** Some steps that were taken in one run. */
export interface Chunk {
  /** Steps taken before. */
  readonly from: number;
  /** One a step. */
  readonly losses: Float32Array;
  readonly seconds: number;
}

/** One run takes about as long, so that an interruption is soon obeyed and what it costs to begin a run does not show. */
const CHUNK_SECONDS = 4;
const MAX_CHUNK_STEPS = 50;

/**
 * Trains a model in a session of its own, several steps a run. Step t draws from a random stream of its own, so a training
 * that goes on from a saved state ends on the CPU in the bytes of one that was never interrupted, however its steps fall
 * into runs.
 */
export class Trainer implements AsyncDisposable {
  readonly #trainable: Trainable;
  readonly #options: TrainerOptions;
  readonly #step: TrainingStep;
  readonly #session: Session;
  #taken = 0;

  private constructor(trainable: Trainable, options: TrainerOptions, step: TrainingStep, session: Session) {
    this.#trainable = trainable;
    this.#options = options;
    this.#step = step;
    this.#session = session;
  }

  /**
   * Builds the graph and opens a session; the state is the one before training.
   *
   * @throws NoProviderError, DeviceMemoryError as {@link openSession} and a session's `set` do
   */
  static async open(trainable: Trainable, options: TrainerOptions): Promise<Trainer> {
    const step = trainingStep(trainable, options);
    const { graph, carried, fed } = step;
    const session = await openSession(repeatedModelBytes(graph, { carried, fed }), { ...options, carried });
    const trainer = new Trainer(trainable, options, step, session);
    try {
      await session.set(trainable.resident);
      await trainer.restore(initialState(step.layout, options.seed));
    } catch (error) {
      await session.close();
      throw error;
    }
    return trainer;
  }

  get layout(): Layout {
    return this.#step.layout;
  }

  get provider(): Provider {
    return this.#session.provider;
  }

  get refusals(): readonly Refusal[] {
    return this.#session.refusals;
  }

  /** Goes on from a state that {@link state} gave. @throws RangeError if a vector is missing or has another length */
  async restore({ step, vectors }: TrainingState): Promise<void> {
    await this.#session.set(
      Object.fromEntries(
        Object.keys(this.#step.carried).map((name) => {
          const values = vectors[name];
          if (values === undefined) throw new RangeError(`the state of a training needs the vector ${name}`);
          return [name, { shape: [values.length], values }];
        }),
      ),
    );
    this.#taken = step;
  }

  /**
   * Takes steps until as many are taken as said, one run after the other. Between two of them the state may be read.
   *
   * @throws the signal's reason if aborted
   */
  async *train(until: number, signal: AbortSignal): AsyncGenerator<Chunk, void> {
    const { clock } = this.#options;
    let size = Math.min(1, until - this.#taken);
    let values = await this.#drawSteps(this.#taken, size);
    let likely = size;
    while (size > 0) {
      signal.throwIfAborted();
      const from = this.#taken;
      const start = clock.now();
      const running = this.#session.run(values, signal);
      const nextSize = Math.min(likely, until - from - size);
      const [{ loss }, next] = await Promise.all([running, this.#drawSteps(from + size, nextSize)]);
      this.#taken += size;
      const seconds = (clock.now() - start) / 1000;
      likely = Math.max(1, Math.min(MAX_CHUNK_STEPS, Math.round((CHUNK_SECONDS * size) / seconds)));
      yield { from, losses: loss!.values as Float32Array, seconds }; // the graph's loss is float32
      size = nextSize;
      values = next;
    }
  }

  async state(): Promise<TrainingState> {
    const values = await this.#session.get(Object.keys(this.#step.carried));
    const vectors = Object.entries(values).map(
      ([name, tensor]) => [name, tensor.values as Float32Array<ArrayBuffer>] as const,
    );
    return { step: this.#taken, vectors: Object.fromEntries(vectors) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }

  /** What some steps in a row are fed, with one more axis in front. */
  async #drawSteps(taken: number, count: number): Promise<NamedValues> {
    const { graph, fed } = this.#step;
    const inputs = graph.inputs.filter(({ name }) => fed.includes(name));
    const stacks = inputs.map(({ name, shape, type }) => {
      const length = count * sizeOf(shape);
      const values = type === 'int32' ? new Int32Array(length) : new Float32Array(length);
      return { name, size: sizeOf(shape), shape: [count, ...shape], values };
    });
    for (let index = 0; index < count; index++) {
      const drawn = this.#drawStep(taken + index + 1);
      for (const { name, size, values } of stacks) {
        const own = drawn[name];
        if (own?.length !== size) {
          throw new RangeError(`a step is fed ${size} values of ${name}, got ${own?.length ?? 'none'}`);
        }
        values.set(own, index * size);
      }
      await setImmediate();
    }
    const steps = { shape: [], values: Int32Array.of(count) };
    return {
      [STEPS]: steps,
      ...Object.fromEntries(stacks.map(({ name, shape, values }) => [name, { shape, values }])),
    };
  }

  #drawStep(step: number): StepValues {
    const { seed, learningRate, averageDecay } = this.#options;
    const numbers = {
      ...adamwStep(step, learningRate(step), this.#options),
      averageDecay: warmDecay(step, averageDecay),
    };
    return {
      ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Float32Array.of(value)])),
      ...this.#trainable.draw(createRng(seed).fork(`step/${step}`)),
    };
  }
}

/** The state before training: all averages begin with what they average. */
function initialState({ parameters, statistics }: Layout, seed: number): TrainingState {
  const rng = createRng(seed).fork('initial');
  const begun = initialVector(parameters, rng);
  const zeros = new Float32Array(begun.length);
  const running = initialVector(statistics, rng);
  const ofStatistics = statistics.length === 0 ? {} : { statistics: running, averageStatistics: running };
  return { step: 0, vectors: { parameters: begun, first: zeros, second: zeros, average: begun, ...ofStatistics } };
}

/** The averaged weights of a state, by the names that the network gave them. */
export function averagedWeights({ parameters, statistics }: Layout, { vectors }: TrainingState): Weights {
  const running = statistics.length === 0 ? [] : tensorsOf(statistics, vectors.averageStatistics!);
  return { tensors: new Map([...tensorsOf(parameters, vectors.average!), ...running]), metadata: {} };
}
