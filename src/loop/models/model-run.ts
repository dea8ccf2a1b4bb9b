import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { DeviceMemoryError } from '../errors.ts';
import { providersHere } from '../onnx/providers.ts';
import { parseTrainPlan, plannedSteps, type TrainPlan } from '../plan/train-plan.ts';
import { readJson } from '../runs/files.ts';
import { RunLog } from '../runs/log.ts';
import { batchTooLarge } from './fitting-batch.ts';
import type { Device } from './kinds/kind.ts';
import { modelKind } from './kinds.ts';
import { learningRateOf } from './learning-rate.ts';
import { modelIdOf, recordSitting, requireSameNetwork, type TrainRequest } from './model-beginning.ts';
import { cardSchema, type ModelCard, type ModelManifest, modelManifestSchema } from './model-card.ts';
import { writeModel } from './model-end.ts';
import { CARD, CHECKPOINT, LOCK, MANIFEST, ModelFolder } from './model-folder.ts';
import { requireImages } from './required-images.ts';
import type { TrainPorts } from './train-ports.ts';
import { Trainer } from './trainer.ts';
import type { Trainable } from './training.ts';
import { readCheckpoint } from './training-checkpoint.ts';
import { loadTrainingData, type TrainingData } from './training-data.ts';
import { TrainingLock } from './training-lock.ts';
import { TrainingLoop } from './training-loop.ts';

/** A complete model, as read from its folder. */
export interface TrainedModel {
  readonly directory: string;
  readonly card: ModelCard;
  readonly manifest: ModelManifest;
  /** The same plan on the same data was complete before: nothing was done. */
  readonly alreadyComplete: boolean;
}

/**
 * Trains what a plan says, from its beginning or from its last checkpoint, to its end. A complete model is left as it is.
 *
 * @throws InputError for a bad plan, or data that does not fit it
 * @throws ModelBusyError if another process trains it
 * @throws LoopTooLargeError naming a batch that fits, where the plan's does not
 * @throws the signal's reason if aborted; what was done is saved
 */
export async function trainModel(request: TrainRequest, ports: TrainPorts): Promise<TrainedModel> {
  const plan = parseTrainPlan(request.planText, request.planFile);
  requireImages(plan, request);
  const folder = new ModelFolder(request.dataDir, modelIdOf(plan, request));
  const alreadyComplete = (await folder.state()) === 'complete';
  if (!alreadyComplete) await trainAlone(plan, folder, request, ports);
  await rm(folder.at(CHECKPOINT), { force: true });
  return {
    directory: folder.path,
    card: await readJson(folder.at(CARD), cardSchema),
    manifest: await readJson(folder.at(MANIFEST), modelManifestSchema),
    alreadyComplete,
  };
}

async function trainAlone(
  plan: TrainPlan,
  folder: ModelFolder,
  request: TrainRequest,
  ports: TrainPorts,
): Promise<void> {
  await using _lock = await TrainingLock.take(folder.at(LOCK));
  if ((await folder.state()) === 'complete') return; // by the process that held the lock before
  const data = await loadTrainingData(request.images, plan.size, ports);
  await train(plan, folder, data, request, ports).catch(async (error: unknown) => {
    throw error instanceof DeviceMemoryError
      ? await batchTooLarge(error, plan.training.batch, (batch) => takeStep(plan, batch, data, ports))
      : error;
  });
}

async function train(
  plan: TrainPlan,
  folder: ModelFolder,
  data: TrainingData,
  request: TrainRequest,
  ports: TrainPorts,
): Promise<void> {
  const kind = modelKind(plan, data);
  const total = plannedSteps(plan, data.train.listed.length);
  const device = deviceOf(plan);
  await using trainer = await openTrainer(plan, total, kind.training, device, ports);

  const isContinued = (await folder.state()) === 'unfinished';
  if (!isContinued) await folder.clear();
  const before = isContinued ? await readCheckpoint(folder.at(CHECKPOINT)) : undefined;
  const fromStep = before?.state.step ?? 0;
  if (before !== undefined) {
    requireSameNetwork(folder, before, trainer);
    await trainer.restore(before.state);
    ports.progress.note(`goes on from step ${fromStep} of ${total}`);
  }
  const manifest = await recordSitting(folder, request, plan.seed, { trainer, threads: device.threads, fromStep });

  const log = new RunLog(folder.path, ports.clock);
  await log.add(isContinued ? 'resumed' : 'begun', fromStep);
  const looksOn: Device = { ...device, providers: [trainer.provider] };
  const done = await new TrainingLoop(
    { plan, total, kind, trainer, device: looksOn, folder, log },
    before,
    ports,
  ).run();
  await writeModel({ plan, folder, request, manifest, data, kind, trainer, done });
  await log.add('finished', done.state.step);
}

async function takeStep(plan: TrainPlan, batch: number, data: TrainingData, ports: TrainPorts): Promise<void> {
  const smaller = { ...plan, training: { ...plan.training, batch } };
  await using trainer = await openTrainer(smaller, 1, modelKind(smaller, data).training, deviceOf(plan), ports);
  for await (const _ of trainer.train(1, ports.signal));
}

function deviceOf({ machine }: TrainPlan): Device {
  const { threads = availableParallelism(), providers = providersHere() } = machine;
  return { threads, providers };
}

/** Where Keras' AdamW puts its epsilon, and which. */
const EPSILON = { epsilon: 1e-7, epsilonPlacement: 'keras' } as const;

function openTrainer(
  { training, seed }: TrainPlan,
  total: number,
  trainable: Trainable,
  device: Device,
  { clock }: TrainPorts,
): Promise<Trainer> {
  return Trainer.open(trainable, {
    ...EPSILON,
    ...device,
    weightDecay: training.weight_decay,
    ...(training.clip === undefined ? {} : { clipNorm: training.clip }),
    seed,
    learningRate: learningRateOf(training, total),
    averageDecay: training.average,
    clock,
  });
}
