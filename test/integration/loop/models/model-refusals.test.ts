import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { silentProgress } from '../../../../src/core/progress.ts';
import { emptyFolder } from '../../../support/cli.ts';
import { pictureFolder, tinyPlan } from '../../../support/pictures.ts';
import { abortAfter, type Changes, trainOn } from '../../../support/train-job.ts';

let images: string;
beforeAll(async () => {
  images = await pictureFolder(join(emptyFolder(), 'pictures'));
});

const train = (text: string, changes: Changes = {}) => trainOn(images, text, changes);

describe('a model that is trained already', () => {
  const plan = tinyPlan('classifier', 'every = 12');

  test('by a live process is left to it, until that has ended', async () => {
    const dataDir = emptyFolder();
    const attempts = await Promise.allSettled([train(plan, { dataDir }), train(plan, { dataDir })]);
    const refused = attempts.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'LOOP_MODEL_BUSY', pid: process.pid } }]);
    expect((await train(plan, { dataDir })).alreadyComplete).toBe(true);
  });

  test('is free again when the training fails or is interrupted', async () => {
    const dataDir = emptyFolder();
    await expect(train(plan, { dataDir, ...abortAfter(1) })).rejects.toThrow('enough');
    const [model] = await readdir(join(dataDir, 'models'));
    expect(await readdir(join(dataDir, 'models', model!))).not.toContain('training.lock');

    const broken = await pictureFolder(join(emptyFolder(), 'pictures'));
    await writeFile(join(broken, 'train', 'red', '0.png'), 'no image');
    const other = emptyFolder();
    await expect(train(plan, { dataDir: other, images: broken })).rejects.toThrow(/0\.png/);
    expect(await readdir(join(other, 'models'))).toEqual([]);
  });
});

describe('what cannot be trained is refused by name', () => {
  const plain = async () => {
    const folder = emptyFolder();
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).toFile(join(folder, 'a.png'));
    return folder;
  };
  test.each([
    ['a classifier without classes', 'classifier', 'every = 4', /has no class/],
    ['a captioner without captions', 'captioner', 'every = 4', /has no caption for 1 of 1 images/],
    ['an end by held-out images without any', 'diffusion', 'stop = { metric = "loss" }', /has no folder test/],
  ] as const)('%s, before anything is decoded or written', async (_what, kind, evaluation, problem) => {
    const plan = tinyPlan(kind, evaluation).replace('batch = 6', 'batch = 1');
    const started: string[] = [];
    const progress = { ...silentProgress, start: (task: string) => started.push(task) };
    const dataDir = emptyFolder();
    const attempt = train(plan, { images: await plain(), progress, dataDir });
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(problem);
    expect([started, await readdir(dataDir)]).toEqual([[], []]);
  });

  test('a classifier of one class', async () => {
    const folder = await pictureFolder(join(emptyFolder(), 'pictures'));
    for (const split of ['train', 'test']) {
      await rm(join(folder, split, 'blue'), { recursive: true });
      await rm(join(folder, split, 'metadata.csv'));
    }
    await expect(train(tinyPlan('classifier'), { images: folder })).rejects.toThrow(
      /has images of one class, red; expected at least two classes/,
    );
  });

  test('a batch of more different images than there are', async () => {
    await expect(train(tinyPlan('captioner').replace('batch = 6', 'batch = 25'))).rejects.toThrow(
      /^plan\.toml: line 8: training\.batch: expected at most 24, the images to train on, got 25$/,
    );
  });
});
