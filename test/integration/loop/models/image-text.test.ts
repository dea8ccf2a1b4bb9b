import { expect, test } from 'vitest';
import { meanOf } from '../../../../src/core/math/mean.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { type FeatureMatrix, rowsBetween, squaredLengths } from '../../../../src/loop/metrics/feature-matrix.ts';
import { type Items, runInBatches } from '../../../../src/loop/models/batched.ts';
import { imageItems } from '../../../../src/loop/models/image-batch.ts';
import {
  type ImageTextConfig,
  imageTextTraining,
  imageVectorsProgram,
  textVectorsProgram,
} from '../../../../src/loop/models/image-text.ts';
import { inferenceModel } from '../../../../src/loop/models/inference.ts';
import { initialVector, layoutOf, lengthOf, tensorsOf } from '../../../../src/loop/models/layout.ts';
import { retrievalAccuracy } from '../../../../src/loop/models/retrieval.ts';
import type { Program } from '../../../../src/loop/models/scope.ts';
import { tokenizerOf } from '../../../../src/loop/models/tokenizer.ts';
import { openSession } from '../../../../src/loop/onnx/session.ts';
import type { Weights } from '../../../../src/loop/runs/safetensors.ts';
import { drawShapes, SHAPES } from '../../../support/coloured-shapes.ts';
import { gradientErrors } from '../../../support/model-gradients.ts';
import { trainSmall } from '../../../support/small-training.ts';

const tokenizer = tokenizerOf(SHAPES);
const LENGTH = 6;
const CONFIG: ImageTextConfig = {
  size: 8,
  channels: 3,
  widths: [8, 12],
  depth: 1,
  groups: 2,
  text: { vocabulary: tokenizer.size, length: LENGTH, width: 12, heads: 2, layers: 1 },
  embedding: 8,
};

const idsOf = (captions: readonly string[]) =>
  Int32Array.from(captions.flatMap((caption) => [...tokenizer.encode(caption, LENGTH)]));
const shapes = drawShapes(160, createRng('train'));
const train = { images: shapes.images, captions: idsOf(shapes.captions) };

async function vectorsOf(program: Program, weights: Pick<Weights, 'tensors'>, items: Record<string, Items>) {
  const model = inferenceModel(program, weights);
  await using session = await openSession(model, { providers: ['cpu'], threads: 1 });
  const { vectors } = await runInBatches(session, 8, items);
  return vectors!;
}

async function bothOf(weights: Pick<Weights, 'tensors'>, { images, captions }: typeof train) {
  const items = imageItems(images, CONFIG);
  const ids = { shape: [captions.length / LENGTH, LENGTH], values: captions };
  return {
    seen: await vectorsOf(imageVectorsProgram(CONFIG, 8), weights, { images: items }),
    read: await vectorsOf(textVectorsProgram(CONFIG, 8), weights, { captions: ids }),
  };
}

test('the gradient of the whole pair of encoders is that of central differences', async () => {
  const errors = await gradientErrors(imageTextTraining(CONFIG, train, { batch: 3 }), createRng('image and text'));
  expect(errors.filter(({ error }) => !(error < 5e-3))).toEqual([]);
});

test('the pair has the parameters that its configuration says', () => {
  const [a, b, e] = [8, 12, CONFIG.embedding];
  const block = (from: number, to: number) => 2 * from + 9 * from * to + to + 2 * to + 9 * to * to + to;
  const encoder = 27 * a + a + block(a, a) + block(a, b) + (a * b + b) + 2 * b;
  const { vocabulary, width: w } = CONFIG.text;
  const transformer = 2 * w + 4 * w * w + w + 2 * w + (4 * w * w + 4 * w) + (4 * w * w + w);
  const text = vocabulary * w + LENGTH * w + 2 * w + 2 * transformer + 2 * w;
  const config = { ...CONFIG, text: { ...CONFIG.text, layers: 2 } };
  const { parameters } = layoutOf(imageTextTraining(config, train, { batch: 2 }).loss);
  expect(lengthOf(parameters)).toBe(encoder + b * e + e + text + w * e + e + 1);
});

test('vectors have length 1, and what stands in the place of padding does not move a text', async () => {
  const { parameters } = layoutOf(imageTextTraining(CONFIG, train, { batch: 2 }).loss);
  const weights = { tensors: tensorsOf(parameters, initialVector(parameters, createRng('untrained'))) };
  const lengthsOf = (vectors: FeatureMatrix) => [...squaredLengths(vectors)];
  const { seen, read } = await bothOf(weights, train);
  for (const squared of [...lengthsOf(seen), ...lengthsOf(read)]) expect(squared).toBeCloseTo(1, 5);
  const places = weights.tensors.get('text/places')!;
  const moved = (places.values as Float32Array).map((value, i) => (i >= 5 * 12 ? 9 : value));
  const other = {
    tensors: new Map(weights.tensors).set('text/places', { dtype: 'F32', shape: places.shape, values: moved }),
  };
  const short = { ...train, captions: idsOf(['a red', 'cross', 'blue square']) };
  expect((await bothOf(other, short)).read).toEqual((await bothOf(weights, short)).read);
});

test('of images and texts that are all alike the loss is ln(batch)', async () => {
  const one = drawShapes(1, createRng('one'));
  const images = Float32Array.from({ length: 5 * one.images.length }, (_, i) => one.images[i % one.images.length]!);
  const captions = idsOf(Array.from({ length: 5 }, () => SHAPES[0]));
  const { losses } = await trainSmall(imageTextTraining(CONFIG, { images, captions }, { batch: 5 }), 1, 0.001);
  expect(losses[0]).toBeCloseTo(Math.log(5), 4);
});

test('trained on shapes, held-out images find their texts and texts their images', async () => {
  const unseen = drawShapes(40, createRng('held out'));
  const heldOut = { images: unseen.images, captions: idsOf(unseen.captions) };
  // Four images in a row show the four shapes, so each has one text of its own among them.
  const accuracies = async (weights: Pick<Weights, 'tensors'>) => {
    const { seen, read } = await bothOf(weights, heldOut);
    const fours = Array.from({ length: 10 }, (_, i) => [
      rowsBetween(seen, 4 * i, 4 * i + 4),
      rowsBetween(read, 4 * i, 4 * i + 4),
    ]);
    return [
      meanOf(fours.map(([images, texts]) => retrievalAccuracy(images!, texts!))),
      meanOf(fours.map(([images, texts]) => retrievalAccuracy(texts!, images!))),
    ];
  };
  const trainable = imageTextTraining(CONFIG, train, { batch: 8 });
  const begun = await trainSmall(trainable, 1, 0.003);
  expect(Math.max(...(await accuracies(begun.weights)))).toBeLessThan(0.6);
  const { weights } = await trainSmall(trainable, 200, 0.003);
  expect(Math.min(...(await accuracies(weights)))).toBeGreaterThan(0.9);
});
