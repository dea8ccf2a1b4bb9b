import type { TrainPlan } from '../../plan/train-plan.ts';
import {
  type ConditionalTrainingOptions,
  conditionalDiffusionTrainable,
  conditionalNoiseProgram,
  guidedPredictor,
} from '../conditional-diffusion.ts';
import { normalisedRanges } from '../thresholding.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';
import { EMBEDDING } from './diffusion.ts';
import { evenPlaces } from './even-places.ts';
import { heldOutOf } from './held-out.ts';
import type { ModelKind } from './kind.ts';
import { classesOf } from './labels.ts';
import { sampleGrid } from './sample-grid.ts';
import { CHANNELS, groupsOf } from './sizes.ts';
import { vocabularyOf } from './vocabulary.ts';
import { openWeights } from './weights-session.ts';

type Plan = Extract<TrainPlan, { kind: 'conditional-diffusion' }>;

export function conditionalDiffusionKind(plan: Plan, data: TrainingData): ModelKind {
  const { size, model, samples } = plan;
  const { batch } = plan.training;
  const words = model.condition === 'class' ? classWords(data) : captionWords(data, model);
  const config = {
    size,
    channels: CHANNELS,
    embedding: EMBEDDING,
    widths: model.widths,
    depth: model.depth,
    groups: groupsOf(model.widths),
    heads: model.heads,
    attentionSize: model.attention_size,
    conditionWidth: model.condition_width,
    text: { vocabulary: words.vocabulary, length: words.length, width: model.text_width },
  };
  const trainable = (split: ImageSplit, options: ConditionalTrainingOptions) =>
    conditionalDiffusionTrainable(config, { images: split.images, captions: words.encode(split) }, options);
  const ranges = normalisedRanges(data.normaliser);
  const shown = shownRows(words, data, samples);
  return {
    training: trainable(data.train, { batch, droppedShare: model.dropped }),
    heldOut: heldOutOf(data, batch, (split, own) => trainable(split, { batch: own, droppedShare: 0 })),
    programs: { model: conditionalNoiseProgram(config, batch) },
    files: words.files,
    facts: { config, batch, condition: model.condition, guidance: samples.guidance, gridRows: shown.names },
    look: async (look) => {
      const places = Math.min(batch, samples.columns * samples.rows);
      await using session = await openWeights(conditionalNoiseProgram(config, places), look);
      const guidance = { captions: shown.captions, scale: samples.guidance, ranges, signal: look.signal };
      const predict = guidedPredictor(session, config, places, guidance);
      const grid = await sampleGrid(plan, data, predict, look.signal);
      const rows = shown.names.map((name, row) => `${row + 1}: ${name}\n`).join('');
      return { metrics: {}, shown: { ...grid, rows } };
    },
  };
}

/** What a condition says of images, as ids and in words. */
interface Words {
  readonly vocabulary: number;
  /** Ids of one condition. */
  readonly length: number;
  readonly files: Readonly<Record<string, string>>;
  /** [n, length] */
  readonly encode: (split: ImageSplit) => Int32Array;
  readonly nameOf: (split: ImageSplit, place: number) => string;
}

/** A class is a caption of one word; 0 is the absent one. */
function classWords(data: TrainingData): Words {
  const { classNames } = data.folder;
  return {
    vocabulary: classNames.length + 1,
    length: 1,
    files: {},
    encode: (split) => classesOf(split, data).map((label) => label + 1),
    nameOf: ({ listed }, place) => classNames[listed[place]!.classIndex!]!,
  };
}

function captionWords(data: TrainingData, model: Plan['model']): Words {
  const { tokenizer, encode, files } = vocabularyOf(data, model);
  const nameOf = ({ listed }: ImageSplit, place: number) => listed[place]!.caption!;
  return { vocabulary: tokenizer.size, length: model.length, files, encode, nameOf };
}

/** The conditions of a grid's rows, from held-out images where there are any; ids once a place of the grid. */
function shownRows(words: Words, { train, heldOut }: TrainingData, { columns, rows }: Plan['samples']) {
  const split = heldOut ?? train;
  const ids = words.encode(split);
  const places = evenPlaces(split.listed.length, rows);
  const captions = new Int32Array(rows * columns * words.length);
  for (let item = 0; item < rows * columns; item++) {
    const place = places[Math.floor(item / columns)]! * words.length;
    captions.set(ids.subarray(place, place + words.length), item * words.length);
  }
  return { captions, names: places.map((place) => words.nameOf(split, place)) };
}
