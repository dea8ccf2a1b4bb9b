import { type Tokenizer, tokenizerOf } from '../tokenizer.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';
import { captionsOf } from './labels.ts';

/** The captions of a folder as ids of the words that its training captions have. */
export interface Vocabulary {
  readonly tokenizer: Tokenizer;
  /** [n, length] */
  readonly encode: (split: ImageSplit) => Int32Array<ArrayBuffer>;
  /** The tokenizer, to be kept with the model. */
  readonly files: Readonly<Record<string, string>>;
}

/** @param leastCount how often a word must occur @param length ids of a caption, start and end among them */
export function vocabularyOf(
  data: TrainingData,
  { least_count: leastCount, length }: { readonly least_count: number; readonly length: number },
): Vocabulary {
  const tokenizer = tokenizerOf(captionsOf(data.train, data), { leastCount });
  return {
    tokenizer,
    encode: (split) => {
      const captions = captionsOf(split, data);
      const ids = new Int32Array(captions.length * length);
      for (const [place, caption] of captions.entries()) ids.set(tokenizer.encode(caption, length), place * length);
      return ids;
    },
    files: { 'tokenizer.json': tokenizer.json() },
  };
}
