import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { meanOf } from '../../core/math/mean.ts';
import { rateWords } from '../../core/words.ts';
import { TrainingDivergedError } from '../errors.ts';
import type { TrainPlan } from '../plan/train-plan.ts';
import { writeWhole } from '../runs/files.ts';
import type { RunLog } from '../runs/log.ts';
import { heldOutLoss } from './held-out-loss.ts';
import type { Device, Look, ModelKind, Showing } from './kinds/kind.ts';
import type { Evaluation } from './model-card.ts';
import { CHECKPOINT, type ModelFolder, SAMPLES } from './model-folder.ts';
import type { TrainPorts } from './train-ports.ts';
import { averagedWeights, type Chunk, type Trainer, type TrainingState } from './trainer.ts';
import { type Best, type Progressed, writeCheckpoint } from './training-checkpoint.ts';

/** What is trained, and where its files go. */
export interface Training {
  readonly plan: TrainPlan;
  /** Steps of the plan. */
  readonly total: number;
  readonly kind: ModelKind;
  readonly trainer: Trainer;
  /** For evaluations. */
  readonly device: Device;
  readonly folder: ModelFolder;
  readonly log: RunLog;
}

/** Least time between two checkpoints, and how many times as long as the last one took. */
const CHECKPOINT_MS = 10_000;
const CHECKPOINT_COST = 20;

/** An interruption waits for the end of the chunk under way, so that nothing of it is lost. */
const NEVER = new AbortController().signal;

/**
 * Trains, evaluates and saves by turns, until the plan's steps are taken or its metric gets no better. Killed at any moment
 * and gone on with from its checkpoint, it ends on the CPU with the same weights.
 */
export class TrainingLoop {
  readonly #training: Training;
  readonly #ports: TrainPorts;
  readonly #losses: Float32Array<ArrayBuffer>;
  readonly #evaluations: Evaluation[];
  readonly #memoryBefore: number;
  #step: number;
  #best: Best | null;
  #seconds: number;
  #nextCheckpointAt: number;

  /** @param before from the checkpoint; the trainer stands where it says */
  constructor(training: Training, before: Progressed | undefined, ports: TrainPorts) {
    this.#training = training;
    this.#ports = ports;
    this.#losses = new Float32Array(training.total);
    this.#losses.set(before?.losses ?? []);
    this.#evaluations = [...(before?.evaluations ?? [])];
    this.#memoryBefore = before?.peakMemoryBytes ?? 0;
    this.#step = before?.state.step ?? 0;
    this.#best = before?.best ?? null;
    this.#seconds = before?.seconds ?? 0;
    this.#nextCheckpointAt = ports.clock.now() + CHECKPOINT_MS;
  }

  /**
   * @throws the signal's reason if aborted; what was done is saved
   * @throws TrainingDivergedError if a loss is not finite
   */
  async run(): Promise<Progressed> {
    const { plan, total, trainer } = this.#training;
    const { progress, signal } = this.#ports;
    const { every } = plan.evaluation;
    const task = `${plan.name} on ${trainer.provider}`;
    progress.note(`the model's folder: ${this.#training.folder.path}`);
    progress.start(task, total, this.#step);
    try {
      for (;;) {
        const isDue = this.#step % every === 0 || this.#step === total;
        if (isDue && this.#evaluations.at(-1)?.step !== this.#step) await this.#evaluate();
        if (this.#isOver()) break;
        const until = Math.min(total, (Math.floor(this.#step / every) + 1) * every);
        for await (const chunk of trainer.train(until, NEVER)) {
          this.#add(chunk);
          progress.advance(task, chunk.losses.length, chunkWords(chunk, plan.training.batch));
          signal.throwIfAborted();
          if (this.#ports.clock.now() >= this.#nextCheckpointAt) await this.#save();
        }
      }
    } catch (error) {
      if (signal.aborted && error === signal.reason) await this.#save();
      throw error;
    }
    progress.end(task);
    if (this.#step < total) progress.note(this.#earlyEndWords());
    return this.#progressed();
  }

  #add({ from, losses, seconds }: Chunk): void {
    const wrong = losses.findIndex((loss) => !Number.isFinite(loss));
    if (wrong >= 0) throw new TrainingDivergedError(from + wrong + 1, losses[wrong]!);
    this.#losses.set(losses, from);
    this.#step = from + losses.length;
    this.#seconds += seconds;
  }

  #isOver(): boolean {
    const { plan, total } = this.#training;
    if (this.#step === total) return true;
    const { stop } = plan.evaluation;
    return stop !== undefined && this.#evaluationsInVain(stop.metric) >= stop.patience;
  }

  /** Evaluations since the first that had the best value. */
  #evaluationsInVain(metric: string): number {
    const trained = this.#evaluations.filter(({ step }) => step > 0);
    const first = trained.findIndex(({ metrics }) => metrics[metric] === this.#best?.value);
    return trained.length - 1 - first;
  }

  #earlyEndWords(): string {
    const { metric, patience } = this.#training.plan.evaluation.stop!;
    const evaluations = patience === 1 ? 'one evaluation' : `${patience} evaluations`;
    return `ended early: ${metric} was no better for ${evaluations}; the weights of step ${this.#best!.step} are kept`;
  }

  async #evaluate(): Promise<void> {
    const { plan, kind, trainer, device } = this.#training;
    const { progress, signal } = this.#ports;
    const state = await trainer.state();
    const look: Look = { ...device, weights: averagedWeights(trainer.layout, state), signal };
    const loss = kind.heldOut === null ? undefined : await heldOutLoss(kind.heldOut, plan.seed, look);
    if (loss !== undefined && !Number.isFinite(loss)) throw new TrainingDivergedError(this.#step, loss);
    const looked = await kind.look?.(look);
    const metrics = { ...(loss === undefined ? {} : { loss }), ...looked?.metrics };
    const written = looked?.shown ? [await this.#writeShown(looked.shown)] : [];

    const since = this.#evaluations.at(-1)?.step;
    const trainingLoss = since === undefined ? null : meanOf(this.#losses.subarray(since, this.#step));
    const evaluation = { step: this.#step, trainingLoss, metrics };
    this.#keepBest(evaluation, state);
    this.#evaluations.push(evaluation);
    progress.note(evaluationWords(evaluation, written));
    await this.#save();
  }

  /** @returns the file, below the model's folder */
  async #writeShown({ ending, content, rows }: Showing): Promise<string> {
    const { folder } = this.#training;
    const file = join(SAMPLES, `step-${String(this.#step).padStart(6, '0')}.${ending}`);
    await mkdir(folder.at(SAMPLES), { recursive: true });
    await writeWhole(folder.at(file), content);
    if (rows !== undefined) await writeWhole(folder.at(join(SAMPLES, 'rows.txt')), rows);
    return file;
  }

  /** Weights before the first step are no model. Of several with the best value the last are kept, as the most trained. */
  #keepBest({ step, metrics }: Evaluation, { vectors }: TrainingState): void {
    const { stop } = this.#training.plan.evaluation;
    if (stop === undefined || step === 0) return;
    const value = metrics[stop.metric]!;
    const best = this.#best?.value;
    if (best !== undefined && (stop.metric === 'loss' ? value > best : value < best)) return;
    const averages = Object.entries(vectors).filter(([name]) => name.startsWith('average'));
    this.#best = { step, value, vectors: Object.fromEntries(averages) };
  }

  async #save(): Promise<void> {
    const { folder, log } = this.#training;
    const { clock } = this.#ports;
    const start = clock.now();
    await writeCheckpoint(folder.at(CHECKPOINT), await this.#progressed());
    await log.add('committed', this.#step);
    const end = clock.now();
    this.#nextCheckpointAt = end + Math.max(CHECKPOINT_MS, CHECKPOINT_COST * (end - start));
  }

  async #progressed(): Promise<Progressed> {
    return {
      state: await this.#training.trainer.state(),
      losses: this.#losses.slice(0, this.#step),
      evaluations: this.#evaluations,
      best: this.#best,
      seconds: this.#seconds,
      peakMemoryBytes: Math.max(this.#memoryBefore, this.#ports.peakMemoryBytes()),
    };
  }
}

function chunkWords({ losses, seconds }: Chunk, batch: number): string {
  const imagesPerSecond = (losses.length * batch) / seconds;
  return `loss ${meanOf(losses).toFixed(4)}, ${rateWords(imagesPerSecond)} images/s`;
}

function evaluationWords({ step, trainingLoss, metrics }: Evaluation, written: readonly string[]): string {
  const heldOut = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  const found = [
    ...(trainingLoss === null ? [] : [`training loss ${trainingLoss.toFixed(4)}`]),
    ...(heldOut.length === 0 ? [] : [`held out: ${heldOut.join(', ')}`]),
    ...written,
  ];
  return found.length === 0 ? `step ${step}` : `step ${step}: ${found.join('; ')}`;
}
