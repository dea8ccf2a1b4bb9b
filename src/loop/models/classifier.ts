import type { Rng } from '../../core/rng.ts';
import { type FeatureMatrix, rowOf } from '../metrics/feature-matrix.ts';
import type { Tensor } from '../onnx/graph.ts';
import { dropout } from '../onnx/ops/dropout.ts';
import { crossEntropy } from '../onnx/ops/losses.ts';
import { mean } from '../onnx/ops/reduce.ts';
import type { Session } from '../onnx/session.ts';
import { runInBatches } from './batched.ts';
import { type ImageBatchOptions, imageBatch, imageItems } from './image-batch.ts';
import { type ImageEncoderConfig, imageEncoder } from './image-encoder.ts';
import { denseLayer, ZEROS } from './layers.ts';
import type { Program, Scope } from './scope.ts';
import type { Trainable } from './training.ts';

export interface ClassifierConfig extends ImageEncoderConfig {
  readonly classes: number;
}

/** Images with the class of each. */
export interface LabelledImages {
  /** [n, channels·size·size]. */
  readonly images: Float32Array<ArrayBuffer>;
  /** Of each image, in [0, classes). */
  readonly labels: ArrayLike<number>;
}

export interface ClassifierTraining extends ImageBatchOptions {
  /** Share of features that a step leaves out, in [0, 1). */
  readonly dropout: number;
}

/**
 * The cross-entropy of a classifier over random batches, in nats. Before training it is ln(classes): the head is zero.
 *
 * @throws RangeError if images or labels do not fit the configuration
 */
export function classifierTraining(
  config: ClassifierConfig,
  { images, labels }: LabelledImages,
  options: ClassifierTraining,
): Trainable {
  const { batch, dropout: droppedShare } = options;
  const drawn = imageBatch(images, config, options);
  requireLabels(labels, drawn.count, config.classes);
  const keptShare = 1 - droppedShare;
  const masked = batch * config.widths.at(-1)!;
  return {
    resident: drawn.resident,
    loss: (scope) => {
      const { graph } = scope;
      const features = featuresOf(scope, drawn.tensor(scope), config);
      const kept = droppedShare === 0 ? features : dropout(features, graph.input('mask', features.shape), keptShare);
      return crossEntropy(logitsOf(scope, kept, config), graph.input('labels', [batch], 'int32'));
    },
    draw: (rng) => {
      const seen = drawn.draw(rng);
      const mask = droppedShare === 0 ? {} : { mask: drawMask(rng, masked, keptShare) };
      return { ...seen, ...mask, labels: seen.indices.map((index) => labels[index]!) };
    },
  };
}

/** From `images` [batch, channels, size, size] to `logits` [batch, classes] and `features` [batch, last width]. */
export function classifierProgram(config: ClassifierConfig, batch: number): Program {
  return (scope) => {
    const { size, channels } = config;
    const features = featuresOf(scope, scope.graph.input('images', [batch, channels, size, size]), config);
    scope.graph.output('features', features);
    scope.graph.output('logits', logitsOf(scope, features, config));
  };
}

/** What a classifier says of images. */
export interface Classification {
  /** [n, classes]. */
  readonly logits: FeatureMatrix<Float32Array>;
  /** [n, last width]: what the head reads. */
  readonly features: FeatureMatrix<Float32Array>;
}

/**
 * @param session of a {@link classifierProgram} of this configuration and batch
 * @param images [n, channels·size·size]
 * @throws RangeError if the last image is not whole, or there are none
 */
export async function classify(
  session: Pick<Session, 'run'>,
  config: ClassifierConfig,
  batch: number,
  images: Float32Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<Classification> {
  const { logits, features } = await runInBatches(session, batch, { images: imageItems(images, config) }, signal);
  return { logits: logits!, features: features! };
}

/**
 * The share of items whose greatest logit is that of their class; of equal ones the first counts.
 *
 * @throws RangeError if a label is missing or no class
 */
export function accuracy(logits: FeatureMatrix<Float32Array>, labels: ArrayLike<number>): number {
  requireLabels(labels, logits.rows, logits.columns);
  let right = 0;
  for (let i = 0; i < logits.rows; i++) {
    const row = rowOf(logits, i);
    if (row.indexOf(Math.max(...row)) === labels[i]) right++;
  }
  return right / logits.rows;
}

function featuresOf(scope: Scope, images: Tensor, config: ClassifierConfig): Tensor {
  return mean(imageEncoder(scope.within('encoder'), images, config), [2, 3]);
}

function logitsOf(scope: Scope, features: Tensor, { classes }: ClassifierConfig): Tensor {
  return denseLayer(scope, 'head', features, classes, ZEROS);
}

function drawMask(rng: Rng, length: number, keptShare: number): Float32Array {
  return Float32Array.from({ length }, () => (rng.uniform() < keptShare ? 1 : 0));
}

function requireLabels(labels: ArrayLike<number>, rows: number, classes: number): void {
  if (labels.length !== rows) throw new RangeError(`expected a label for each of ${rows} images, got ${labels.length}`);
  for (let i = 0; i < rows; i++) {
    const label = labels[i]!;
    if (!(Number.isSafeInteger(label) && label >= 0 && label < classes)) {
      throw new RangeError(`expected a label in [0, ${classes}), got ${label} of image ${i}`);
    }
  }
}
