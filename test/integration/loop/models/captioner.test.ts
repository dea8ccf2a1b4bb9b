import { expect, test } from 'vitest';
import { meanOf } from '../../../../src/core/math/mean.ts';
import { createRng } from '../../../../src/core/rng.ts';
import {
  type CaptionerConfig,
  captionerTraining,
  imageTokensProgram,
  nextWordProgram,
} from '../../../../src/loop/models/captioner.ts';
import { captionImages } from '../../../../src/loop/models/captioning.ts';
import { inferenceModel } from '../../../../src/loop/models/inference.ts';
import { initialVector, layoutOf, lengthOf, tensorsOf } from '../../../../src/loop/models/layout.ts';
import { SPECIAL, tokenizerOf } from '../../../../src/loop/models/tokenizer.ts';
import { openSession } from '../../../../src/loop/onnx/session.ts';
import type { Weights } from '../../../../src/loop/runs/safetensors.ts';
import { drawShapes, SHAPES } from '../../../support/coloured-shapes.ts';
import { gradientErrors } from '../../../support/model-gradients.ts';
import { relativeDistance } from '../../../support/onnx.ts';
import { trainSmall } from '../../../support/small-training.ts';

const tokenizer = tokenizerOf(SHAPES);
const CONFIG: CaptionerConfig = {
  size: 8,
  channels: 3,
  widths: [8, 12],
  depth: 1,
  groups: 2,
  vocabulary: tokenizer.size,
  length: 6,
  width: 16,
  heads: 2,
  layers: 1,
};
const CPU = { providers: ['cpu'], threads: 1 } as const;

const captioned = (count: number, name: string) => {
  const { images, captions } = drawShapes(count, createRng(name));
  return { images, captions: Int32Array.from(captions.flatMap((text) => [...tokenizer.encode(text, CONFIG.length)])) };
};
const train = captioned(160, 'train');

async function openCaptioner(weights: Pick<Weights, 'tensors'>, batch: number) {
  const stack = new AsyncDisposableStack();
  const open = async (model: Uint8Array) => stack.use(await openSession(model, CPU));
  const imageTokens = await open(inferenceModel(imageTokensProgram(CONFIG, batch), weights));
  const nextWord = await open(inferenceModel(nextWordProgram(CONFIG, batch), weights));
  return { imageTokens, nextWord, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('the gradient of the whole captioner is that of central differences', async () => {
  const trainable = captionerTraining({ ...CONFIG, layers: 2 }, train, { batch: 2 });
  const errors = await gradientErrors(trainable, createRng('captioner'));
  expect(errors.filter(({ error }) => !(error < 5e-3))).toEqual([]);
});

test('a captioner has the parameters that its configuration says', () => {
  const { vocabulary, length, width: w } = CONFIG;
  const [a, b] = [8, 12];
  const block = (from: number, to: number) => 2 * from + 9 * from * to + to + 2 * to + 9 * to * to + to;
  const encoder = 27 * a + a + block(a, a) + block(a, b) + (a * b + b) + 2 * b;
  const image = encoder + b * w + w + 16 * w + 2 * w;
  const transformer = (2 * w + 4 * w * w + w) * 2 + 2 * w + (4 * w * w + 4 * w) + (4 * w * w + w);
  const decoder = vocabulary * w + (length - 1) * w + 3 * transformer + 2 * w;
  const { parameters, statistics } = layoutOf(captionerTraining({ ...CONFIG, layers: 3 }, train, { batch: 2 }).loss);
  expect(lengthOf(parameters)).toBe(image + decoder + w * vocabulary + vocabulary);
  expect(statistics).toEqual([]);
});

test('what comes later in a caption changes nothing of what is said before, and the image changes it', async () => {
  const batch = 3;
  const { parameters } = layoutOf(captionerTraining(CONFIG, train, { batch: 2 }).loss);
  const rng = createRng('causal');
  const begun = initialVector(parameters, rng).map((value) => value + 0.2 * rng.normal());
  await using captioner = await openCaptioner({ tensors: tensorsOf(parameters, begun) }, batch);
  const [grid, width] = [16, CONFIG.width];
  const imageTokens = Float32Array.from({ length: grid * width }, () => rng.normal());
  const others = Float32Array.from({ length: grid * width }, () => rng.normal());
  const values = new Float32Array([...imageTokens, ...imageTokens, ...others]);
  const said = async (tokens: readonly number[], last: number) => {
    const { logProbabilities } = await captioner.nextWord.run({
      imageTokens: { shape: [batch, grid, width], values },
      tokens: { shape: [batch, 5], values: Int32Array.from([...tokens, ...tokens, ...tokens]) },
      last: { shape: [batch], values: new Int32Array(batch).fill(last) },
    });
    return logProbabilities!.values as Float32Array;
  };
  for (let last = 0; last < 4; last++) {
    const plain = await said([1, 4, 5, 6, 7], last);
    const changed = [1, 4, 5, 6, 7].map((id, place) => (place > last ? 8 : id));
    expect(await said(changed, last)).toEqual(plain);
    expect(await said(changed, last + 1)).not.toEqual(await said([1, 4, 5, 6, 7], last + 1));
    const { vocabulary } = CONFIG;
    const ofRow = (row: number) => Array.from(plain.slice(row * vocabulary, (row + 1) * vocabulary), Math.exp);
    expect(relativeDistance(ofRow(1), ofRow(0))).toBeLessThan(1e-5);
    expect(relativeDistance(ofRow(2), ofRow(0))).toBeGreaterThan(0.01);
    expect(ofRow(0).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  }
});

test('the loss is the mean of what the next-word program says of every word and end, padding and unknown words left out', async () => {
  const { length } = CONFIG;
  const captions = Int32Array.from(
    ['red', 'a green cross', 'square cross'].flatMap((text) => [...tokenizer.encode(text, length)]),
  );
  const images = train.images.slice(0, 3 * 192);
  const trainable = captionerTraining(CONFIG, { images, captions }, { batch: 3 });
  const { parameters } = layoutOf(trainable.loss);
  const rng = createRng('loss');
  const begun = initialVector(parameters, rng).map((value) => value + 0.2 * rng.normal());
  const weights = { tensors: tensorsOf(parameters, begun) };

  await using session = await openSession(
    inferenceModel((scope) => scope.graph.output('loss', trainable.loss(scope)), weights),
    CPU,
  );
  const { indices, tokens, nextTokens } = trainable.draw(rng);
  const { loss } = await session.run({
    ...trainable.resident,
    indices: { shape: [3], values: Int32Array.from(indices!) },
    tokens: { shape: [3, length - 1], values: Int32Array.from(tokens!) },
    nextTokens: { shape: [3, length - 1], values: Int32Array.from(nextTokens!) },
  });

  await using captioner = await openCaptioner(weights, 1);
  const said: number[] = [];
  for (let i = 0; i < 3; i++) {
    const image = { shape: [1, 3, 8, 8], values: images.slice(i * 192, (i + 1) * 192) };
    const { imageTokens } = await captioner.imageTokens.run({ images: image });
    const caption = captions.subarray(i * length, (i + 1) * length);
    for (let last = 0; caption[last] !== SPECIAL.end; last++) {
      const prefix = caption.slice(0, -1).fill(SPECIAL.padding, last + 1);
      const { logProbabilities } = await captioner.nextWord.run({
        imageTokens: imageTokens!,
        tokens: { shape: [1, length - 1], values: prefix },
        last: { shape: [1], values: Int32Array.of(last) },
      });
      const values = Array.from(logProbabilities!.values, Number);
      expect(Math.max(values[SPECIAL.padding]!, values[SPECIAL.start]!, values[SPECIAL.unknown]!)).toBeLessThan(-1e8);
      if (caption[last + 1] !== SPECIAL.unknown) said.push(values[caption[last + 1]!]!);
    }
  }
  expect(said).toHaveLength(2 + 3 + 3);
  expect(loss!.values[0]).toBeCloseTo(-meanOf(said), 5);
});

test('a captioner begins at a loss of ln(words + 1) and learns to name held-out shapes, by greedy and by beam', async () => {
  const { weights, losses } = await trainSmall(captionerTraining(CONFIG, train, { batch: 16 }), 250, 0.003);
  expect(losses[0]).toBeCloseTo(Math.log(tokenizer.words.length + 1), 5);
  await using captioner = await openCaptioner(weights, 16);
  const heldOut = drawShapes(20, createRng('held out'));
  for (const options of [
    { width: 1, lengthPower: 0 },
    { width: 3, lengthPower: 1 },
  ]) {
    const texts = await captionImages(captioner, CONFIG, heldOut.images, { batch: 16, ...options });
    const captions = texts.map(({ tokens }) => tokenizer.decode(tokens));
    const right = captions.filter((caption, i) => caption === heldOut.captions[i]);
    expect(right.length).toBeGreaterThanOrEqual(18);
  }
});

test('captions that do not fit the images or the configuration are refused', () => {
  const training = (captions: Int32Array) => () =>
    captionerTraining(CONFIG, { images: train.images, captions }, { batch: 2 });
  expect(training(train.captions.subarray(1))).toThrow('expected 160 captions of 6 ids, got 959 ids');
  expect(training(train.captions.with(7, 99))).toThrow(`expected ids in [0, ${tokenizer.size}), got 99`);
});
