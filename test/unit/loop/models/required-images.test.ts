import { expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import type { ListedImage } from '../../../../src/loop/data/image-folder.ts';
import { requireImages } from '../../../../src/loop/models/required-images.ts';
import { parseTrainPlan } from '../../../../src/loop/plan/train-plan.ts';
import { tinyPlan } from '../../../support/pictures.ts';

interface Folder {
  readonly train: readonly ListedImage[];
  readonly heldOut?: readonly ListedImage[];
  readonly classNames?: readonly string[];
}

function require(planText: string, { train, heldOut = [], classNames = ['blue', 'red'] }: Folder): void {
  const planFile = 'plan.toml';
  const images = { path: 'pictures', train, heldOut, classNames, hash: '', source: null };
  const request = { planText, planFile, images, dataDir: 'data', gitCommit: 'test', versions: {} };
  requireImages(parseTrainPlan(planText, planFile), request);
}

/** @param captioned how many of them have a caption */
function listed(count: number, captioned = count, classIndex: number | null = 0): ListedImage[] {
  return Array.from({ length: count }, (_, i) => ({
    file: `${i}.png`,
    classIndex,
    caption: i < captioned ? 'a square' : null,
  }));
}

const byClass = tinyPlan('conditional-diffusion').replace('condition = "caption"', 'condition = "class"');

test.each([
  ['a classifier reads no captions', tinyPlan('classifier'), { train: listed(12, 11) }],
  ['a diffusion model may take an image twice in a step', tinyPlan('diffusion'), { train: listed(1, 0, null) }],
  ['a model of classes reads no captions', byClass, { train: listed(12, 0) }],
  ['a batch may be the whole folder', tinyPlan('captioner'), { train: listed(6, 6, null) }],
])('%s', (_what, plan, folder) => {
  expect(() => require(plan, folder)).not.toThrow();
});

const full = { train: listed(12), heldOut: listed(3) };
test.each([
  ['fewer images than a batch', tinyPlan('image-text'), { train: listed(5) }, /^plan\.toml: line 8: training\.batch: /],
  [
    'fewer than the batch by default',
    tinyPlan('captioner').replace('batch = 6\n', ''),
    { train: listed(48) },
    /^plan\.toml: line 7: training\.batch: expected at most 48, the images to train on, got 64$/,
  ],
  [
    'captions of some',
    tinyPlan('captioner'),
    { train: listed(12, 10), heldOut: listed(3, 2) },
    /^pictures: has no caption for 3 of 15 images, such as 10\.png; expected a metadata\.csv/,
  ],
  ['captions of those held out alone', tinyPlan('conditional-diffusion'), { ...full, train: listed(9, 0) }, /9 of 12/],
  ['no classes', byClass, { train: listed(12, 12, null), classNames: [] }, /0\.png: has no class; expected images in/],
  ['one class', tinyPlan('classifier'), { ...full, classNames: ['red'] }, /has images of one class, red; expected at/],
  [
    'none held out to stop by',
    tinyPlan('diffusion', 'stop = { metric = "loss" }'),
    { train: listed(9) },
    /no folder test/,
  ],
])('%s: refused by name', (_what, plan, folder, problem) => {
  expect(() => require(plan, folder)).toThrow(InputError);
  expect(() => require(plan, folder)).toThrow(problem);
});
