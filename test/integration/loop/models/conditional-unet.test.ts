import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { rowOf } from '../../../../src/loop/metrics/feature-matrix.ts';
import { runInBatches } from '../../../../src/loop/models/batched.ts';
import {
  conditionalDiffusionTrainable,
  conditionalNoiseProgram,
  guidedPredictor,
} from '../../../../src/loop/models/conditional-diffusion.ts';
import type { ConditionalUNetConfig } from '../../../../src/loop/models/conditional-unet.ts';
import { inferenceModel } from '../../../../src/loop/models/inference.ts';
import { initialVector, layoutOf, tensorsOf, valuesOf } from '../../../../src/loop/models/layout.ts';
import { drawSamples } from '../../../../src/loop/models/samplers.ts';
import { openSession } from '../../../../src/loop/onnx/session.ts';
import type { Weights } from '../../../../src/loop/runs/safetensors.ts';
import { CAPTIONED_SIGNS, SIGN_PIXELS, SIGNS_CONFIG } from '../../../support/captioned-signs.ts';
import { gradientErrors } from '../../../support/model-gradients.ts';
import { trainSmall } from '../../../support/small-training.ts';

const BATCH = 16;

/** Two widths, both of them look at captions of four ids. */
const SMALL: ConditionalUNetConfig = {
  ...SIGNS_CONFIG,
  widths: [4, 8],
  embedding: 4,
  attentionSize: 8,
  conditionWidth: 6,
  text: { vocabulary: 7, length: 4, width: 12 },
};
const SMALL_DATA = {
  images: CAPTIONED_SIGNS.images,
  captions: Int32Array.of(1, 4, 2, 0, 1, 5, 5, 2, 1, 6, 2, 0, 1, 2, 0, 0),
};

function openNetwork(config: ConditionalUNetConfig, weights: Pick<Weights, 'tensors'>) {
  const model = inferenceModel(conditionalNoiseProgram(config, BATCH), weights);
  return openSession(model, { providers: ['cpu'], threads: 1 });
}

/** The weights that a small network begins with, each moved by about so much. */
function weightsMoved(amount: number) {
  const { parameters } = layoutOf(conditionalNoiseProgram(SMALL, BATCH));
  const rng = createRng('weights');
  const vector = initialVector(parameters, rng).map((value) => value + amount * rng.normal());
  return { tensors: tensorsOf(parameters, vector) };
}

/** What the small network says of one and the same noisy image under each caption. */
async function predictedNoise(weights: Pick<Weights, 'tensors'>, captions: readonly (readonly number[])[]) {
  await using session = await openNetwork(SMALL, weights);
  const n = captions.length;
  const rng = createRng('noisy');
  const image = Array.from({ length: SIGN_PIXELS }, () => rng.normal());
  const { noise } = await runInBatches(session, BATCH, {
    noisy: { shape: [n, 1, 8, 8], values: Float32Array.from(captions.flatMap(() => image)) },
    variance: { shape: [n], values: new Float32Array(n).fill(0.5) },
    captions: { shape: [n, 4], values: Int32Array.from(captions.flat()) },
  });
  return captions.map((_, i) => [...rowOf(noise!, i)]);
}

function greatestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

test('before training the network predicts no noise, at a loss of about 1', async () => {
  const [noise] = await predictedNoise(weightsMoved(0), [[1, 4, 2, 0]]);
  expect(noise).toEqual(Array(SIGN_PIXELS).fill(0));
  const trainable = conditionalDiffusionTrainable(SIGNS_CONFIG, CAPTIONED_SIGNS, { batch: BATCH });
  const { losses } = await trainSmall(trainable, 1, 0);
  // The mean square of 1,024 standard normals has a standard deviation of 0.044.
  expect(Math.abs(losses[0]! - 1)).toBeLessThan(0.2);
});

test('the gradient by every parameter is that of differences, with captions and without', async () => {
  const trainable = conditionalDiffusionTrainable(SMALL, SMALL_DATA, { batch: 4, droppedShare: 0.4 });
  const errors = await gradientErrors(trainable, createRng('conditional U-Net'));
  expect(errors.filter(({ error }) => !(error < 5e-3))).toEqual([]);
});

test('a prediction depends on the words, on their order, and on whether there is a caption', async () => {
  const [first, ...others] = await predictedNoise(weightsMoved(0.3), [
    [1, 4, 5, 2],
    [1, 4, 6, 2],
    [1, 5, 4, 2],
    [0, 0, 0, 0],
  ]);
  for (const other of others) expect(greatestDifference(first!, other)).toBeGreaterThan(0.01);
});

test('padding is hidden from the image, but for the one that is all of the null caption', async () => {
  const captions = [
    [1, 4, 5, 2],
    [1, 2, 0, 0],
    [0, 0, 0, 0],
  ];
  const { width } = SMALL.text;
  const weights = weightsMoved(0.3);
  const words = valuesOf(weights.tensors, 'text/words', [SMALL.text.vocabulary, width]);
  const places = valuesOf(weights.tensors, 'text/places', [SMALL.text.length, width]);
  const before = await predictedNoise(weights, captions);
  words.fill(5, 0, width / 2);
  const [full, padded, empty] = await predictedNoise(weights, captions);
  expect(full).toEqual(before[0]);
  expect(padded).toEqual(before[1]);
  expect(greatestDifference(empty!, before[2]!)).toBeGreaterThan(0.01);

  places.fill(5, 2 * width, 2.5 * width);
  const [moved, stillPadded, stillEmpty] = await predictedNoise(weights, captions);
  expect(greatestDifference(moved!, full!)).toBeGreaterThan(0.01);
  expect(stillPadded).toEqual(padded);
  expect(stillEmpty).toEqual(empty);
});

test('a network of four classes draws the class that guidance asks for, and any of them without', async () => {
  const trainable = conditionalDiffusionTrainable(SIGNS_CONFIG, CAPTIONED_SIGNS, { batch: BATCH });
  const { weights } = await trainSmall(trainable, 500, 5e-3);
  await using session = await openNetwork(SIGNS_CONFIG, weights);
  const captions = Int32Array.from({ length: BATCH }, (_, i) => 1 + (i % 4));
  const countRight = async (scale: number) => {
    const guidance = { captions, scale, ranges: [{ low: -1, high: 1 }] };
    const predict = guidedPredictor(session, SIGNS_CONFIG, BATCH, guidance);
    const options = { seeds: [...captions.keys()], elements: SIGN_PIXELS, steps: 10 };
    const samples = { rows: BATCH, columns: SIGN_PIXELS, values: await drawSamples(predict, options) };
    return captions.filter((caption, i) => nearestSign(rowOf(samples, i)) === caption).length;
  };
  expect(await countRight(4)).toBeGreaterThanOrEqual(15);
  // A guess is right in 4 of 16, with a standard deviation of 1.7.
  expect(await countRight(0)).toBeLessThan(10);
});

/** The class of the sign with the least squared distance. */
function nearestSign(image: Float32Array): number {
  const distances = Array.from(CAPTIONED_SIGNS.captions, (_, sign) =>
    image.reduce((sum, value, p) => sum + (value - CAPTIONED_SIGNS.images[sign * SIGN_PIXELS + p]!) ** 2, 0),
  );
  return 1 + distances.indexOf(Math.min(...distances));
}
