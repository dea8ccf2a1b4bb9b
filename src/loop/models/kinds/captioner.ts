import type { TrainPlan } from '../../plan/train-plan.ts';
import { captionerTraining, imageTokensProgram, nextWordProgram } from '../captioner.ts';
import { captionImages } from '../captioning.ts';
import type { ImageBatchOptions } from '../image-batch.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';
import { wordF1 } from '../word-f1.ts';
import { evenPlaces } from './even-places.ts';
import { heldOutOf } from './held-out.ts';
import type { Look, ModelKind } from './kind.ts';
import { captionsOf } from './labels.ts';
import { requireBatch } from './require-batch.ts';
import { CHANNELS, groupsOf } from './sizes.ts';
import { vocabularyOf } from './vocabulary.ts';
import { openWeights } from './weights-session.ts';

/** Captions that an evaluation shows. */
const SHOWN = 24;

export function captionerKind(plan: Extract<TrainPlan, { kind: 'captioner' }>, data: TrainingData): ModelKind {
  const { model, size } = plan;
  const { batch } = plan.training;
  requireBatch(data, batch);
  const { tokenizer, encode, files } = vocabularyOf(data, model);
  const { widths, depth, width, heads, layers, length } = model;
  const groups = groupsOf(widths);
  const vocabulary = tokenizer.size;
  const config = { size, channels: CHANNELS, widths, depth, groups, vocabulary, length, width, heads, layers };
  const programs = { encoder: imageTokensProgram(config, batch), decoder: nextWordProgram(config, batch) };
  const trainable = (split: ImageSplit, options: ImageBatchOptions) =>
    captionerTraining(config, { images: split.images, captions: encode(split) }, options);

  const split = data.heldOut ?? data.train;
  const caption = async (images: Float32Array<ArrayBuffer>, look: Look): Promise<string[]> => {
    await using imageTokens = await openWeights(programs.encoder, look);
    await using nextWord = await openWeights(programs.decoder, look);
    const options = { batch, width: model.beams, lengthPower: 1 };
    const found = await captionImages({ imageTokens, nextWord }, config, images, options, look.signal);
    return found.map(({ tokens }) => tokenizer.decode(tokens));
  };
  return {
    training: trainable(data.train, { batch, views: model.views }),
    heldOut: heldOutOf(data, batch, (images, own) => trainable(images, { batch: own })),
    programs,
    files,
    facts: { config, batch, beams: model.beams },
    measure:
      data.heldOut === null
        ? null
        : async (look) => ({ 'word-f1': wordF1(await caption(split.images, look), captionsOf(split, data)) }),
    show: async (look) => {
      const places = evenPlaces(split.listed.length, Math.min(SHOWN, split.listed.length));
      const elements = CHANNELS * size * size;
      const images = new Float32Array(places.length * elements);
      for (const [row, place] of places.entries()) {
        images.set(split.images.subarray(place * elements, (place + 1) * elements), row * elements);
      }
      const found = await caption(images, look);
      const lines = places.map(
        (place, row) => `${split.listed[place]!.file}: ${found[row]} | ${split.listed[place]!.caption}\n`,
      );
      return { ending: 'txt', content: `file: what the model says | its caption\n${lines.join('')}` };
    },
  };
}
