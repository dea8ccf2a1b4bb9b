import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { shuffle } from '../../src/core/math/shuffle.ts';
import { createRng } from '../../src/core/rng.ts';
import { decodeImages } from '../../src/loop/data/decode.ts';
import { type ListedImage, readImageFolder } from '../../src/loop/data/image-folder.ts';
import { denormalise, normalise } from '../../src/loop/data/normaliser.ts';
import { captionImages } from '../../src/loop/models/captioning.ts';
import { accuracy, classify } from '../../src/loop/models/classifier.ts';
import { guidedPredictor } from '../../src/loop/models/conditional-diffusion.ts';
import { drawSamples } from '../../src/loop/models/samplers.ts';
import { normalisedRanges } from '../../src/loop/models/thresholding.ts';
import { parseTokenizer, wordsOf } from '../../src/loop/models/tokenizer.ts';
import { wordF1 } from '../../src/loop/models/word-f1.ts';
import { itemSeed } from '../../src/loop/runs/seeds.ts';
import { FACTS, readModel } from './trained-models.ts';

/**
 * Whether models of emoji generalise: what a captioner says of held-out images, and whether a classifier knows what a
 * diffusion model drew from held-out captions; beside the same with captions dealt out at random.
 */
const { values: options } = parseArgs({
  options: {
    images: { type: 'string' },
    classifier: { type: 'string' },
    captioner: { type: 'string' },
    drawer: { type: 'string' },
    each: { type: 'string', default: '2' },
    steps: { type: 'string', default: '20' },
  },
});
const { images: path, classifier, captioner, drawer } = options;
if (path === undefined || classifier === undefined || captioner === undefined || drawer === undefined) {
  console.error('usage: emoji.ts --images <folder> --classifier|--captioner|--drawer <model folder>');
  process.exit(2);
}
const rng = createRng('emoji');
const folder = await readImageFolder(path);
const heldOut = folder.heldOut;
const captions = heldOut.map(({ caption }) => caption!);
const labels = heldOut.map(({ classIndex }) => classIndex!);
const decode = (listed: readonly ListedImage[], size: number) =>
  decodeImages(
    folder.path,
    listed.map(({ file }) => file),
    size,
  );
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Mean of a score over captions dealt out anew: what it is by chance. */
function byChance(score: (order: Uint32Array) => number): number {
  const draws = 200;
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    const order = Uint32Array.from(heldOut, (_, i) => i);
    shuffle(order, rng);
    sum += score(order);
  }
  return sum / draws;
}

function commonestWord(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of texts.flatMap((text) => [...new Set(wordsOf(text))]))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

{
  const model = await readModel(captioner, FACTS.captioner);
  const tokenizer = parseTokenizer(await readFile(join(captioner, 'tokenizer.json'), 'utf8'), captioner);
  const { config, batch, beams: width } = model.facts;
  await using imageTokens = await model.open('encoder');
  await using nextWord = await model.open('decoder');
  const seen = normalise(await decode(heldOut, config.size), config.size ** 2, model.card.normaliser);
  const found = await captionImages({ imageTokens, nextWord }, config, seen, { batch, width, lengthPower: 1 });
  const said = found.map(({ tokens }) => tokenizer.decode(tokens));
  const hit = (order: ArrayLike<number>) =>
    said.filter((text, i) => wordF1([text], [captions[order[i]!]!]) > 0).length / said.length;
  const own = heldOut.map((_, i) => i);
  console.log(`captioner, ${model.card.chosenStep} steps, ${heldOut.length} held-out emoji`);
  const common = commonestWord(folder.train.map(({ caption }) => caption!));
  const alwaysCommon = captions.filter((text) => wordsOf(text).includes(common)).length / captions.length;
  console.log(
    `  at least one right word ${percent(hit(own))}, by chance ${percent(byChance(hit))}, ` +
      `always saying "${common}" ${percent(alwaysCommon)}`,
  );
  const chanceF1 = byChance((order) =>
    wordF1(
      said,
      [...order].map((i) => captions[i]!),
    ),
  );
  console.log(`  word F1 ${wordF1(said, captions).toFixed(3)}, by chance ${chanceF1.toFixed(3)}`);
  for (let i = 0; i < heldOut.length; i += 16) console.log(`  ${captions[i]}: ${said[i]}`);
}

const judge = await readModel(classifier, FACTS.classifier);
const { size } = judge.facts.config;
await using judging = await judge.open('model');
const area = size ** 2;
async function groupsOf(images: Float32Array) {
  const normal = normalise(images, area, judge.card.normaliser);
  return (await classify(judging, judge.facts.config, judge.facts.batch, normal)).logits;
}
console.log(`\nclassifier of ${folder.classNames.length} groups`);
const real = await groupsOf(await decode(heldOut, size));
console.log(`  right of the held-out images themselves ${percent(accuracy(real, labels))}`);

{
  const { facts, card, open } = await readModel(drawer, FACTS.conditional);
  const { config, batch, guidance } = facts;
  const tokenizer = parseTokenizer(await readFile(join(drawer, 'tokenizer.json'), 'utf8'), drawer);
  if (config.size !== size) throw new RangeError('the classifier must read images of the drawn size');
  const { length } = config.text;
  const each = Number(options.each);
  const count = each * heldOut.length;
  const ids = new Int32Array(count * length);
  for (let i = 0; i < count; i++) ids.set(tokenizer.encode(captions[Math.floor(i / each)]!, length), i * length);
  const ranges = normalisedRanges(card.normaliser);
  await using session = await open('model');
  const drawn = await drawSamples(guidedPredictor(session, config, batch, { captions: ids, scale: guidance, ranges }), {
    seeds: Array.from({ length: count }, (_, item) => itemSeed(1, item, 0)),
    elements: 3 * area,
    steps: Number(options.steps),
  });
  const logits = await groupsOf(denormalise(drawn, area, card.normaliser));
  const right = (order: ArrayLike<number>) =>
    accuracy(
      logits,
      Array.from({ length: count }, (_, i) => labels[order[Math.floor(i / each)]!]!),
    );
  console.log(
    `\ndiffusion model, ${card.chosenStep} steps, ${each} images of each held-out caption, guidance ${guidance}`,
  );
  console.log(
    `  in the right group ${percent(right(heldOut.map((_, i) => i)))}, by chance ${percent(byChance(right))}`,
  );
}
