import { meanSquaredError } from '../onnx/ops/losses.ts';
import type { Session } from '../onnx/session.ts';
import { runInBatches } from './batched.ts';
import { type CaptionedImages, captionColumns, requireCaptions } from './caption-batch.ts';
import { type ConditionalUNetConfig, conditionalUNet } from './conditional-unet.ts';
import { drawNoisyBatch, imageSet, noisyBatch } from './diffusion.ts';
import { guided, type NoisePredictor } from './samplers.ts';
import type { Program } from './scope.ts';
import { type ChannelRange, thresholded } from './thresholding.ts';
import { SPECIAL } from './tokenizer.ts';
import type { Trainable } from './training.ts';

export interface ConditionalTrainingOptions {
  /** Images a step. */
  readonly batch: number;
  /** Chance that an image is given the null caption in the place of its own, in [0, 1]. @default 0.1 */
  readonly droppedShare?: number;
}

/**
 * Training of a conditional U-Net to find the noise in images by the mean squared error of its prediction. Some captions
 * are dropped, so that one network learns the noise both with and without them.
 *
 * Ho, J., Jain, A. & Abbeel, P. (2020). Denoising diffusion probabilistic models. NeurIPS, equation 14. Ho, J. & Salimans,
 * T. (2022). Classifier-free diffusion guidance. arXiv:2207.12598, algorithm 1.
 *
 * @param images normalised; a class is a caption of one id, counted from 1
 * @throws RangeError if images or captions do not fit the configuration, or the share is outside its range
 */
export function conditionalDiffusionTrainable(
  config: ConditionalUNetConfig,
  { images, captions }: CaptionedImages,
  { batch, droppedShare = 0.1 }: ConditionalTrainingOptions,
): Trainable {
  const set = imageSet(config, images);
  const { length } = config.text;
  requireCaptions(captions, set.count, config.text);
  if (!(droppedShare >= 0 && droppedShare <= 1)) {
    throw new RangeError(`droppedShare must be in [0, 1], got ${droppedShare}`);
  }
  return {
    loss: (scope) => {
      const { noisy, variance, noise } = noisyBatch(scope.graph, set, batch);
      const fed = scope.graph.input('captions', [batch, length], 'int32');
      return meanSquaredError(conditionalUNet(scope, config, noisy, variance, fed), noise);
    },
    resident: { images: { shape: [set.count, images.length / set.count], values: images } },
    draw: (rng) => {
      const drawn = drawNoisyBatch(rng, set, batch);
      const own = captionColumns(captions, length, drawn.indices, { from: 0, to: length });
      for (let place = 0; place < batch; place++) {
        if (rng.uniform() < droppedShare) own.fill(SPECIAL.padding, place * length, (place + 1) * length);
      }
      return { ...drawn, captions: own };
    },
  };
}

/**
 * The trained network: `noise` [batch, channels, size, size], predicted from `noisy` of the same shape, `variance` [batch]
 * and `captions` [batch, text.length].
 */
export function conditionalNoiseProgram(config: ConditionalUNetConfig, batch: number): Program {
  const { channels, size, text } = config;
  return (scope) => {
    const noisy = scope.graph.input('noisy', [batch, channels, size, size]);
    const variance = scope.graph.input('variance', [batch]);
    const captions = scope.graph.input('captions', [batch, text.length], 'int32');
    scope.graph.output('noise', conditionalUNet(scope, config, noisy, variance, captions));
  };
}

export interface GuidanceOptions {
  /** A caption for each sample, ids [n, text.length]. */
  readonly captions: Int32Array;
  /** As {@link guided} has it: 0 leaves the captions out, 1 is no guidance. */
  readonly scale: number;
  /** What the values of each channel can be in images, normalised like those of the training; guidance would leave it. */
  readonly ranges: readonly ChannelRange[];
  readonly signal?: AbortSignal;
}

/**
 * How the network of {@link conditionalNoiseProgram} finds noise for a sampler: guided by captions, in two runs.
 *
 * @param batch of that program
 */
export function guidedPredictor(
  session: Pick<Session, 'run'>,
  { channels, size, text }: ConditionalUNetConfig,
  batch: number,
  { captions, scale, ranges, signal }: GuidanceOptions,
): NoisePredictor {
  const nulls = new Int32Array(captions.length).fill(SPECIAL.padding);
  return thresholded(async (noisy, variance) => {
    const n = variance.length;
    const noiseGiven = async (values: Int32Array) => {
      const items = {
        noisy: { shape: [n, channels, size, size], values: noisy },
        variance: { shape: [n], values: variance },
        captions: { shape: [n, text.length], values },
      };
      return (await runInBatches(session, batch, items, signal)).noise!.values;
    };
    return guided(await noiseGiven(captions), await noiseGiven(nulls), scale);
  }, ranges);
}
