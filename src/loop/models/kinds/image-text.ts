import type { TrainPlan } from '../../plan/train-plan.ts';
import { runInBatches } from '../batched.ts';
import { type ImageBatchOptions, imageItems } from '../image-batch.ts';
import { imageTextTraining, imageVectorsProgram, textVectorsProgram } from '../image-text.ts';
import { retrievalAccuracy } from '../retrieval.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';
import { heldOutOf } from './held-out.ts';
import type { ModelKind } from './kind.ts';
import { CHANNELS, groupsOf } from './sizes.ts';
import { vocabularyOf } from './vocabulary.ts';
import { openWeights } from './weights-session.ts';

export function imageTextKind(plan: Extract<TrainPlan, { kind: 'image-text' }>, data: TrainingData): ModelKind {
  const { model, size } = plan;
  const { batch } = plan.training;
  const { tokenizer, encode, files } = vocabularyOf(data, model);
  const { widths, depth, embedding, heads, layers, length } = model;
  const text = { vocabulary: tokenizer.size, length, width: model.text_width, heads, layers };
  const config = { size, channels: CHANNELS, widths, depth, groups: groupsOf(widths), embedding, text };
  const programs = { images: imageVectorsProgram(config, batch), texts: textVectorsProgram(config, batch) };
  const trainable = (split: ImageSplit, options: ImageBatchOptions) =>
    imageTextTraining(config, { images: split.images, captions: encode(split) }, options);
  const { heldOut } = data;
  return {
    training: trainable(data.train, { batch, views: model.views }),
    heldOut: heldOutOf(data, batch, (split, own) => trainable(split, { batch: own })),
    programs,
    files,
    facts: { config, batch },
    look:
      heldOut === null
        ? null
        : async (look) => {
            await using images = await openWeights(programs.images, look);
            await using texts = await openWeights(programs.texts, look);
            const read = { captions: { shape: [heldOut.listed.length, length], values: encode(heldOut) } };
            const seen = { images: imageItems(heldOut.images, config) };
            const { vectors: ofImages } = await runInBatches(images, batch, seen, look.signal);
            const { vectors: ofTexts } = await runInBatches(texts, batch, read, look.signal);
            return { metrics: { accuracy: retrievalAccuracy(ofImages!, ofTexts!) }, shown: null };
          },
  };
}
