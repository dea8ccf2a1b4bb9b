import { InputError } from '../../core/errors.ts';
import type { ImageFolder } from '../data/image-folder.ts';
import type { TrainPlan } from '../plan/train-plan.ts';
import { exists, jsonText, readJson, writeWhole } from '../runs/files.ts';
import { hashOf } from '../runs/inputs.ts';
import { lengthOf } from './layout.ts';
import { type ModelManifest, modelManifestSchema } from './model-card.ts';
import { MANIFEST, type ModelFolder } from './model-folder.ts';
import type { Trainer } from './trainer.ts';
import type { Progressed } from './training-checkpoint.ts';

export interface TrainRequest {
  /** TOML, and what to call it in messages. */
  readonly planText: string;
  readonly planFile: string;
  /** The plan's data. */
  readonly images: ImageFolder;
  /** Models lie in its folder `models`. */
  readonly dataDir: string;
  readonly gitCommit: string;
  /** Versions of what computes, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The name of a plan's model: the same plan on the same data under the same versions has the same. */
export function modelIdOf({ name }: TrainPlan, { planText, images, versions }: TrainRequest): string {
  const identity = hashOf(JSON.stringify([hashOf(planText), images.hash, versions]));
  return `${name}-${identity.slice(0, 16)}`;
}

/** One process that trains, from a step on. */
interface Sitting {
  readonly trainer: Pick<Trainer, 'provider' | 'refusals'>;
  readonly threads: number;
  readonly fromStep: number;
}

/** Writes down the plan and who trains it from this step on, beside who did before. */
export async function recordSitting(
  folder: ModelFolder,
  { planText, images, versions, gitCommit }: TrainRequest,
  seed: number,
  { trainer, threads, fromStep }: Sitting,
): Promise<ModelManifest> {
  const file = folder.at(MANIFEST);
  const before = (await exists(file)) ? (await readJson(file, modelManifestSchema)).sittings : [];
  const { provider, refusals } = trainer;
  const manifest: ModelManifest = {
    modelId: folder.modelId,
    planHash: hashOf(planText),
    dataHash: images.hash,
    seed,
    versions,
    sittings: [...before, { fromStep, provider, refusals: [...refusals], threads, gitCommit }],
    speed: null,
  };
  await writeWhole(folder.at('plan.toml'), planText);
  await writeWhole(file, jsonText(manifest));
  return manifest;
}

/** @throws InputError if another commit of Tidemark saved the checkpoint, whose network was another */
export function requireSameNetwork({ path }: ModelFolder, { state }: Progressed, { layout }: Trainer): void {
  const saved = state.vectors.parameters?.length ?? 0;
  const now = lengthOf(layout.parameters);
  if (saved !== now) {
    throw new InputError(
      path,
      `was begun with a network of ${saved} parameters, this one has ${now}; remove the folder`,
    );
  }
}
