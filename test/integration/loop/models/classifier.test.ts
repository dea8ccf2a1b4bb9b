import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import {
  accuracy,
  type ClassifierConfig,
  classifierProgram,
  classifierTraining,
  classify,
} from '../../../../src/loop/models/classifier.ts';
import { inferenceModel } from '../../../../src/loop/models/inference.ts';
import { layoutOf, lengthOf } from '../../../../src/loop/models/layout.ts';
import { openSession } from '../../../../src/loop/onnx/session.ts';
import { drawShapes } from '../../../support/coloured-shapes.ts';
import { gradientErrors } from '../../../support/model-gradients.ts';
import { trainSmall } from '../../../support/small-training.ts';

const CONFIG: ClassifierConfig = { size: 8, channels: 3, widths: [8, 12], depth: 1, groups: 2, classes: 4 };
const TRAINING = { batch: 16, dropout: 0.1, views: { leastSide: 0.8, mirrored: true } };

const train = drawShapes(64, createRng('train'));
const heldOut = drawShapes(41, createRng('held out'));

test('the gradient of the whole classifier is that of central differences', async () => {
  const small = { ...CONFIG, widths: [4, 8], depth: 2 };
  const trainable = classifierTraining(small, train, { ...TRAINING, batch: 2 });
  const errors = await gradientErrors(trainable, createRng('classifier'));
  expect(errors.filter(({ error }) => !(error < 5e-3))).toEqual([]);
});

test('a classifier has the parameters that its configuration says', () => {
  const [a, b, c] = [8, 12, 20];
  const block = (from: number, to: number) =>
    2 * from + 9 * from * to + to + 2 * to + 9 * to * to + to + (from === to ? 0 : from * to + to);
  const { parameters, statistics } = layoutOf(classifierProgram({ ...CONFIG, widths: [a, b, c], depth: 2 }, 1));
  const blocks = block(a, a) + block(a, a) + block(a, b) + block(b, b) + block(b, c) + block(c, c);
  expect(lengthOf(parameters)).toBe(27 * a + a + blocks + 2 * c + c * 4 + 4);
  expect(statistics).toEqual([]);
});

test('a classifier begins at a loss of ln(classes) and learns to tell held-out shapes apart', async () => {
  const { weights, losses } = await trainSmall(classifierTraining(CONFIG, train, TRAINING), 150, 0.01);
  expect(losses[0]).toBeCloseTo(Math.log(4), 5);
  await using session = await openSession(inferenceModel(classifierProgram(CONFIG, 16), weights), {
    providers: ['cpu'],
    threads: 1,
  });
  const { logits, features } = await classify(session, CONFIG, 16, heldOut.images);
  expect([logits.rows, logits.columns]).toEqual([41, 4]);
  expect([features.rows, features.columns]).toEqual([41, 12]);
  expect(accuracy(logits, heldOut.labels)).toBeGreaterThan(0.9);
  const first = await classify(session, CONFIG, 16, heldOut.images.subarray(0, 3 * 8 * 8));
  expect(first.features.values).toEqual(features.values.slice(0, 12));
});
