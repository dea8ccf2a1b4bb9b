import { rowOf } from '../metrics/feature-matrix.ts';
import type { Session } from '../onnx/session.ts';
import { runInBatches } from './batched.ts';
import type { CaptionerConfig } from './captioner.ts';
import { type BeamOptions, beamSearch, type DecodedText, type NextWord } from './decoding.ts';
import { imageItems } from './image-batch.ts';
import { gridSide } from './image-encoder.ts';
import { SPECIAL } from './tokenizer.ts';

/** A trained captioner's two computations, of one configuration and batch. */
export interface CaptionerSessions {
  /** Of the imageTokensProgram. */
  readonly imageTokens: Pick<Session, 'run'>;
  /** Of the nextWordProgram. */
  readonly nextWord: Pick<Session, 'run'>;
}

/** How captions are looked for; a width of 1 always says the most probable word. */
export type CaptioningOptions = Pick<BeamOptions, 'width' | 'lengthPower'> & {
  /** Of both programs. */
  readonly batch: number;
};

/**
 * Captions of images, as ids.
 *
 * @param images [n, channels·size·size]
 * @throws RangeError if the last image is not whole, or there are none
 */
export async function captionImages(
  sessions: CaptionerSessions,
  config: CaptionerConfig,
  images: Float32Array<ArrayBuffer>,
  { batch, width, lengthPower }: CaptioningOptions,
  signal?: AbortSignal,
): Promise<DecodedText[]> {
  const seen = { images: imageItems(images, config) };
  const { imageTokens } = await runInBatches(sessions.imageTokens, batch, seen, signal);
  const { length } = config;
  const nextWord: NextWord = async (prefixes) => {
    const count = prefixes.length;
    const tokens = new Int32Array(count * (length - 1)).fill(SPECIAL.padding);
    const looked = new Float32Array(count * imageTokens!.columns);
    for (const [place, prefix] of prefixes.entries()) {
      tokens.set(prefix.tokens, place * (length - 1));
      looked.set(rowOf(imageTokens!, prefix.item), place * imageTokens!.columns);
    }
    const inputs = {
      imageTokens: { shape: [count, gridSide(config) ** 2, config.width], values: looked },
      tokens: { shape: [count, length - 1], values: tokens },
      last: { shape: [count], values: Int32Array.from(prefixes, (prefix) => prefix.tokens.length - 1) },
    };
    const { logProbabilities } = await runInBatches(sessions.nextWord, batch, inputs, signal);
    return prefixes.map((_, place) => rowOf(logProbabilities!, place));
  };
  const { start, end } = SPECIAL;
  return beamSearch(nextWord, { items: imageTokens!.rows, start, end, length, width, lengthPower });
}
