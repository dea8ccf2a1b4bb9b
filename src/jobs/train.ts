import { env } from 'onnxruntime-node';
import sharp from 'sharp';
import { VERSION } from '../core/version.ts';
import { readImageFolder } from '../loop/data/image-folder.ts';
import { type TrainedModel, trainModel } from '../loop/models/model-run.ts';
import type { TrainPorts } from '../loop/models/train-ports.ts';
import type { PlanText } from './loop-run.ts';

export interface TrainJob extends TrainPorts {
  readonly plan: PlanText;
  /** The folder of images that the plan names. */
  readonly images: string;
  readonly dataDir: string;
  readonly gitCommit: string;
}

/** What computes a model: another of these may give other weights. */
const VERSIONS = {
  libvips: sharp.versions.vips,
  node: process.versions.node,
  onnxruntime: env.versions.node ?? 'unknown',
  tidemark: VERSION,
};

/**
 * Trains a plan's model, or goes on where it was left.
 *
 * @throws InputError naming what is wrong with the plan or an image
 * @throws the signal's reason if aborted; what was done is saved
 */
export async function trainFromPlan({ plan, images, dataDir, gitCommit, ...ports }: TrainJob): Promise<TrainedModel> {
  const request = {
    planText: plan.text,
    planFile: plan.name,
    images: await readImageFolder(images, ports.signal),
    dataDir,
    gitCommit,
    versions: VERSIONS,
  };
  return trainModel(request, ports);
}
