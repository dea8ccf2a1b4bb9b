import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Z_95 } from '../../src/core/math/interval.ts';
import { quantileSorted } from '../../src/core/math/quantile.ts';
import { createRng } from '../../src/core/rng.ts';
import { decodeImages } from '../../src/loop/data/decode.ts';
import { readImageFolder } from '../../src/loop/data/image-folder.ts';
import { imageGrid } from '../../src/loop/data/image-grid.ts';
import { denormalise, normalise } from '../../src/loop/data/normaliser.ts';
import type { FeatureMatrix } from '../../src/loop/metrics/feature-matrix.ts';
import { takeRows } from '../../src/loop/metrics/feature-matrix.ts';
import { kidWithError } from '../../src/loop/metrics/kid-error.ts';
import { drawWithoutReplacement } from '../../src/loop/metrics/subsets.ts';
import { runInBatches } from '../../src/loop/models/batched.ts';
import { classify } from '../../src/loop/models/classifier.ts';
import { noiseProgram } from '../../src/loop/models/diffusion.ts';
import { inferenceModel } from '../../src/loop/models/inference.ts';
import { initialVector, layoutOf, tensorsOf } from '../../src/loop/models/layout.ts';
import { drawSamples } from '../../src/loop/models/samplers.ts';
import { openSession } from '../../src/loop/onnx/session.ts';
import { itemSeed } from '../../src/loop/runs/seeds.ts';
import { DEVICE, FACTS, readModel } from './trained-models.ts';

/**
 * How near a diffusion model's samples come to held-out images: KID over the features of a classifier of the same images,
 * beside two real halves and the network before training; and how far each sample is from the nearest training image.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    images: { type: 'string' },
    classifier: { type: 'string' },
    grid: { type: 'string' },
    steps: { type: 'string', default: '20' },
  },
});
if (options.images === undefined || options.classifier === undefined || positionals.length === 0) {
  console.error(
    'usage: flowers.ts --images <folder> --classifier <model folder> [--grid out.png] <diffusion model folder> …',
  );
  process.exit(2);
}
const STEPS = Number(options.steps);
const classifier = await readModel(options.classifier, FACTS.classifier);
const { config, batch } = classifier.facts;
const area = config.size ** 2;
const folder = await readImageFolder(options.images);
const decode = (split: typeof folder.train) =>
  decodeImages(
    folder.path,
    split.map(({ file }) => file),
    config.size,
  );
const [train, heldOut] = [await decode(folder.train), await decode(folder.heldOut)];
const count = folder.heldOut.length;

await using session = await classifier.open('model');
async function featuresOf(images: Float32Array): Promise<FeatureMatrix> {
  return (await classify(session, config, batch, normalise(images, area, classifier.card.normaliser))).features;
}
const real = await featuresOf(heldOut);
const seen = await featuresOf(train);

/** Of each image, the root mean square difference of colours to the nearest training image, sorted. */
function distancesToTraining(images: Float32Array): Float64Array {
  const length = 3 * area;
  const distances = Float64Array.from({ length: images.length / length }, (_, i) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let start = 0; start < train.length; start += length) {
      let sum = 0;
      for (let k = 0; k < length && sum < nearest; k++) sum += (images[i * length + k]! - train[start + k]!) ** 2;
      nearest = Math.min(nearest, sum);
    }
    return Math.sqrt(nearest / length);
  });
  return distances.sort();
}

async function report(name: string, features: FeatureMatrix, images: Float32Array | null): Promise<void> {
  const { kid, standardError } = await kidWithError(features, real);
  const interval = [kid - Z_95 * standardError, kid + Z_95 * standardError].map((value) => value.toFixed(3)).join(', ');
  const distances = images === null ? null : distancesToTraining(images);
  const near =
    distances === null ? '' : `${quantileSorted(distances, 0.5).toFixed(3)}, least ${distances[0]!.toFixed(3)}`;
  console.log(`| ${name} | ${kid.toFixed(3)} [${interval}] | ${near} |`);
}

const readDiffusion = (path: string) => readModel(path, FACTS.diffusion);
type DiffusionModel = Awaited<ReturnType<typeof readDiffusion>>;

async function sample(model: Uint8Array, { card, facts }: DiffusionModel): Promise<Float32Array> {
  const { config: unet, batch: own } = facts;
  await using noise = await openSession(model, DEVICE);
  const elements = 3 * area;
  const seeds = Array.from({ length: count }, (_, item) => itemSeed(1, item, 0));
  const drawn = await drawSamples(
    async (noisy, variance) => {
      const shape = [count, unet.channels, unet.size, unet.size];
      const inputs = { noisy: { shape, values: noisy }, variance: { shape: [count], values: variance } };
      return (await runInBatches(noise, own, inputs)).noise!.values;
    },
    { seeds, elements, steps: STEPS },
  );
  return denormalise(drawn, area, card.normaliser);
}

const hash = createHash('sha256')
  .update(await classifier.bytes('model'))
  .digest('hex');
const { accuracy } = classifier.card.evaluations.at(-1)?.metrics ?? {};
console.log(`classifier ${hash}, ${((accuracy ?? Number.NaN) * 100).toFixed(1)} % of ${count} held-out images right`);
console.log(
  `\n| ${count} images each | KID to the held-out images, 95 % | distance to the nearest training image, median |`,
);
console.log('|---|---|---|');
await report('training images', takeRows(seen, drawWithoutReplacement(seen.rows, count, createRng(1))), null);
const heldOutDistances = distancesToTraining(heldOut);
console.log(
  `| the held-out images themselves | | ${quantileSorted(heldOutDistances, 0.5).toFixed(3)}, least ${heldOutDistances[0]!.toFixed(3)} |`,
);
const models = await Promise.all(positionals.map(readDiffusion));
{
  const first = models[0]!;
  const { config: unet, batch: own } = first.facts;
  const { parameters, statistics } = layoutOf(noiseProgram(unet, own));
  const rng = createRng(1);
  const tensors = new Map(
    [parameters, statistics].flatMap((parts) => [...tensorsOf(parts, initialVector(parts, rng))]),
  );
  const images = await sample(inferenceModel(noiseProgram(unet, own), { tensors }), first);
  await report('before training', await featuresOf(images), images);
}
for (const model of models) {
  const images = await sample(await model.bytes('model'), model);
  await report(`after ${model.card.chosenStep} steps`, await featuresOf(images), images);
  if (options.grid !== undefined)
    await writeFile(
      options.grid,
      await imageGrid(images.subarray(0, 32 * 3 * area), { size: config.size, columns: 8 }),
    );
}
