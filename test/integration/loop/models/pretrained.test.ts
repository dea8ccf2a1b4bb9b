import { expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { captioner } from '../../../../src/loop/models/pretrained/captioner.ts';
import { imageEncoder, textEncoder } from '../../../../src/loop/models/pretrained/encoders.ts';
import { hashOf } from '../../../../src/loop/runs/inputs.ts';
import {
  embeddingModel,
  embeddingOfTextModel,
  followingModel,
  patchModel,
  pretrainedFolder,
  randomTable,
  VOCABULARY,
  WIDTH,
} from '../../../support/pretrained-folder.ts';

const CPU = { providers: ['cpu'], threads: 1 } as const;
const rng = createRng('pretrained models');
const table = randomTable(VOCABULARY.length, rng);
const kernels = randomTable(3 * 14 * 14, rng).map((value) => value / 100);

/** One image of one colour, in [0, 1]. */
function plain(size: number, colour: readonly [number, number, number]): number[] {
  return colour.flatMap((value) => Array<number>(size * size).fill(value));
}

test("a text's features are the means over its tokens, and no more of a longer neighbour", async () => {
  const bytes = embeddingModel(table);
  await using encoder = await textEncoder(pretrainedFolder({ model: bytes }), CPU);
  const features = await encoder.run(['a red cat', 'Dog']);
  const meanOf = (words: readonly string[]) =>
    Array.from({ length: WIDTH }, (_, i) => {
      const values = words.map((word) => table[VOCABULARY.indexOf(word) * WIDTH + i]!);
      return values.reduce((a, b) => a + b) / words.length;
    });
  expect([features.rows, features.columns]).toEqual([2, WIDTH]);
  const expected = [...meanOf(['[CLS]', 'a', 'red', 'cat', '[SEP]']), ...meanOf(['[CLS]', 'dog', '[SEP]'])];
  for (const [i, value] of expected.entries()) expect(features.values[i]).toBeCloseTo(value, 5);
  expect([encoder.provider, encoder.hash]).toEqual(['cpu', hashOf(bytes)]);
});

test("an image's features are those of its first token, after its processor's normalisation", async () => {
  await using encoder = await imageEncoder(pretrainedFolder({ model: patchModel(kernels) }), CPU);
  const values = Float32Array.from([...plain(56, [1, 0, 0]), ...plain(56, [0, 0.2, 1])]);
  const features = await encoder.run({ size: 56, values });
  expect([features.rows, features.columns]).toEqual([2, WIDTH]);
  const means = [0.485, 0.456, 0.406];
  const deviations = [0.229, 0.224, 0.225];
  const featureOf = (colour: readonly number[], kernel: number) =>
    colour.reduce((sum, value, c) => {
      const weights = kernels.subarray((kernel * 3 + c) * 196, (kernel * 3 + c + 1) * 196);
      return sum + ((value - means[c]!) / deviations[c]!) * weights.reduce((a, b) => a + b);
    }, 0);
  for (let kernel = 0; kernel < WIDTH; kernel++) {
    expect(features.values[kernel]).toBeCloseTo(featureOf([1, 0, 0], kernel), 3);
    expect(features.values[WIDTH + kernel]).toBeCloseTo(featureOf([0, 0.2, 1], kernel), 3);
  }
});

test("a model's own embedding of a text comes before the means", async () => {
  await using encoder = await textEncoder(pretrainedFolder({ text_model: embeddingOfTextModel(table) }), CPU);
  const features = await encoder.run(['red dog']);
  const rows = ['[CLS]', 'red', 'dog', '[SEP]'].map((word) => VOCABULARY.indexOf(word) * WIDTH);
  const expected = Array.from({ length: WIDTH }, (_, i) => Math.max(...rows.map((row) => table[row + i]!)));
  expect(features).toEqual({ rows: 1, columns: WIDTH, values: Float32Array.from(expected) });
});

test('a captioner says of each image the most probable words until the end', async () => {
  // Red shows in the hidden states as a positive mean, blue as a negative one.
  const seeing = patchModel(Float32Array.from(kernels, (_, at) => [0.01, 0, -0.01][Math.floor(at / 196) % 3]!));
  const words = VOCABULARY.length;
  const following = new Float32Array(words * words).fill(-20);
  for (const [word, next] of [
    ['[CLS]', 'a'],
    ['a', 'red'],
    ['red', 'cat'],
    ['red', 'dog'],
    ['cat', '[SEP]'],
    ['dog', '[SEP]'],
  ]) {
    following[VOCABULARY.indexOf(word!) * words + VOCABULARY.indexOf(next!)] = 20;
  }
  const seen = Float32Array.from(VOCABULARY, (word) => ({ cat: 1, dog: -1 })[word] ?? 0);
  const saying = followingModel(following, seen);
  await using model = await captioner(pretrainedFolder({ encoder_model: seeing, decoder_model: saying }), CPU);
  const images = { size: 28, values: Float32Array.from([...plain(28, [1, 0, 0]), ...plain(28, [0, 0, 1])]) };
  expect(await model.run(images)).toEqual(['a red cat', 'a red dog']);
  expect(await model.run(images, { length: 2, beams: 1 })).toEqual(['a red', 'a red']);
  expect(model.hashes).toEqual([hashOf(seeing), hashOf(saying)]);
});

test('a folder that lacks something is refused by its name', async () => {
  const folder = pretrainedFolder({ decoder_model: followingModel(new Float32Array(81), new Float32Array(9)) });
  await expect(textEncoder('/nowhere', CPU)).rejects.toThrow(InputError);
  await expect(textEncoder(folder, CPU)).rejects.toThrow(`${folder}: expected onnx/text_model.onnx or onnx/model.onnx`);
  await expect(captioner(folder, CPU)).rejects.toThrow(`${folder}: expected onnx/encoder_model.onnx`);
  const other = pretrainedFolder({ model: followingModel(new Float32Array(81), new Float32Array(9)) });
  await expect(imageEncoder(other, CPU)).rejects.toThrow(/image_embeds or last_hidden_state, got logits/);
});
