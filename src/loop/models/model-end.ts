import { DOUBLE, INTEGER } from '@duckdb/node-api';
import { writeParquet } from '../../store/parquet.ts';
import type { TrainPlan } from '../plan/train-plan.ts';
import { jsonText, writeWhole } from '../runs/files.ts';
import { safetensorsBytes } from '../runs/safetensors.ts';
import { inferenceModel } from './inference.ts';
import type { ModelKind } from './kinds/kind.ts';
import { lengthOf } from './layout.ts';
import type { TrainRequest } from './model-beginning.ts';
import type { ModelCard, ModelManifest } from './model-card.ts';
import { CARD, MANIFEST, type ModelFolder } from './model-folder.ts';
import { averagedWeights, type Trainer } from './trainer.ts';
import type { Progressed } from './training-checkpoint.ts';
import type { TrainingData } from './training-data.ts';

/** A training that has come to its end. */
export interface Ended {
  readonly plan: TrainPlan;
  readonly folder: ModelFolder;
  readonly request: TrainRequest;
  readonly manifest: ModelManifest;
  readonly data: TrainingData;
  readonly kind: ModelKind;
  readonly trainer: Pick<Trainer, 'layout'>;
  readonly done: Progressed;
}

/** Writes the finished model, the card last: from then on it is complete. */
export async function writeModel(ended: Ended): Promise<void> {
  const { plan, folder, manifest, kind, trainer, done } = ended;
  const { tensors } = averagedWeights(trainer.layout, { step: 0, vectors: (done.best ?? done.state).vectors });
  const files: Record<string, string | Uint8Array> = {
    'weights.safetensors': safetensorsBytes({ tensors, metadata: { model: folder.modelId } }),
    ...Object.fromEntries(
      Object.entries(kind.programs).map(([name, program]) => [`${name}.onnx`, inferenceModel(program, { tensors })]),
    ),
    ...kind.files,
  };
  for (const [name, content] of Object.entries(files)) await writeWhole(folder.at(name), content);
  await writeLosses(folder.at('losses.parquet'), done.losses);
  const { seconds, peakMemoryBytes } = done;
  const imagesPerSecond = (done.state.step * plan.training.batch) / seconds;
  await writeWhole(
    folder.at(MANIFEST),
    jsonText({ ...manifest, speed: { seconds, imagesPerSecond, peakMemoryBytes } }),
  );
  await writeWhole(folder.at(CARD), jsonText(cardOf(ended, Object.keys(files))));
}

function cardOf({ plan, folder, request, data, kind, trainer, done }: Ended, files: string[]): ModelCard {
  return {
    modelId: folder.modelId,
    kind: plan.kind,
    plan: request.planText,
    dataHash: request.images.hash,
    source: request.images.source,
    images: { train: data.train.listed.length, heldOut: data.heldOut?.listed.length ?? 0 },
    classNames: [...data.folder.classNames],
    normaliser: { mean: [...data.normaliser.mean], deviation: [...data.normaliser.deviation] },
    parameters: lengthOf(trainer.layout.parameters),
    steps: done.state.step,
    chosenStep: done.best?.step ?? done.state.step,
    evaluations: [...done.evaluations],
    facts: kind.facts,
    files,
  };
}

function writeLosses(file: string, losses: Float32Array): Promise<void> {
  return writeParquet(
    file,
    [
      { name: 'step', type: INTEGER, value: ({ step }) => step },
      { name: 'loss', type: DOUBLE, value: ({ loss }) => loss },
    ],
    Array.from(losses, (loss, i) => ({ step: i + 1, loss })),
  );
}
