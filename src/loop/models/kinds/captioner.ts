import type { TrainPlan } from '../../plan/train-plan.ts';
import { captionerTraining, imageTokensProgram, nextWordProgram } from '../captioner.ts';
import { captionImages } from '../captioning.ts';
import type { ImageBatchOptions } from '../image-batch.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';
import { wordF1 } from '../word-f1.ts';
import { evenPlaces } from './even-places.ts';
import { heldOutOf } from './held-out.ts';
import type { ModelKind, Showing } from './kind.ts';
import { captionsOf } from './labels.ts';
import { CHANNELS, groupsOf } from './sizes.ts';
import { vocabularyOf } from './vocabulary.ts';
import { openWeights } from './weights-session.ts';

/** Captions that an evaluation shows. */
const SHOWN = 24;

export function captionerKind(plan: Extract<TrainPlan, { kind: 'captioner' }>, data: TrainingData): ModelKind {
  const { model, size } = plan;
  const { batch } = plan.training;
  const { tokenizer, encode, files } = vocabularyOf(data, model);
  const { widths, depth, width, heads, layers, length } = model;
  const groups = groupsOf(widths);
  const vocabulary = tokenizer.size;
  const config = { size, channels: CHANNELS, widths, depth, groups, vocabulary, length, width, heads, layers };
  const programs = { encoder: imageTokensProgram(config, batch), decoder: nextWordProgram(config, batch) };
  const trainable = (split: ImageSplit, options: ImageBatchOptions) =>
    captionerTraining(config, { images: split.images, captions: encode(split) }, options);

  const { heldOut } = data;
  const seen = heldOut ?? someOf(data.train, CHANNELS * size * size);
  return {
    training: trainable(data.train, { batch, views: model.views }),
    heldOut: heldOutOf(data, batch, (split, own) => trainable(split, { batch: own })),
    programs,
    files,
    facts: { config, batch, beams: model.beams },
    look: async (look) => {
      await using imageTokens = await openWeights(programs.encoder, look);
      await using nextWord = await openWeights(programs.decoder, look);
      const options = { batch, width: model.beams, lengthPower: 1 };
      const found = await captionImages({ imageTokens, nextWord }, config, seen.images, options, look.signal);
      const said = found.map(({ tokens }) => tokenizer.decode(tokens));
      const metrics: Record<string, number> =
        heldOut === null ? {} : { 'word-f1': wordF1(said, captionsOf(seen, data)) };
      return { metrics, shown: captionsBeside(seen, said) };
    },
  };
}

/** The images of a split that captions are shown of. @param elements values of an image */
function someOf({ images, listed }: ImageSplit, elements: number): ImageSplit {
  const places = shownPlaces(listed.length);
  const some = new Float32Array(places.length * elements);
  for (const [row, place] of places.entries()) {
    some.set(images.subarray(place * elements, (place + 1) * elements), row * elements);
  }
  return { images: some, listed: places.map((place) => listed[place]!) };
}

function captionsBeside({ listed }: ImageSplit, said: readonly string[]): Showing {
  const lines = shownPlaces(listed.length).map(
    (place) => `${listed[place]!.file}: ${said[place]} | ${listed[place]!.caption}\n`,
  );
  return { ending: 'txt', content: `file: what the model says | its caption\n${lines.join('')}` };
}

function shownPlaces(images: number): number[] {
  return evenPlaces(images, Math.min(SHOWN, images));
}
