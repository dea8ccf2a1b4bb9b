import { join } from 'node:path';
import { z } from 'zod';
import type { Session } from '../../onnx/session.ts';
import type { TensorValues } from '../../onnx/values.ts';
import { readJson } from '../../runs/files.ts';
import { beamSearch, type NextWord } from '../decoding.ts';
import { inputsOf, openModel, type PretrainedOptions } from './encoders.ts';
import { PRETRAINED_FILES } from './files.ts';
import { type Images, openImagePreparation, openTokenizer } from './preparation.ts';

export interface CaptionOptions {
  /** Most words of a caption, counted as the tokenizer does. @default 16 */
  readonly length?: number;
  /** Captions that are followed at a time. @default 4 */
  readonly beams?: number;
}

/** A pretrained model that says what is on images. */
export interface Captioner extends Pick<Session, 'provider' | 'refusals'>, AsyncDisposable {
  /** SHA-256 of the encoder's and of the decoder's bytes, in hexadecimal. */
  readonly hashes: readonly [encoder: string, decoder: string];
  /** All images at once: the caller keeps them few. @returns a caption an image */
  run(images: Images, options?: CaptionOptions, signal?: AbortSignal): Promise<string[]>;
}

const configSchema = z.object({ decoder_start_token_id: z.int(), eos_token_id: z.int() });

/**
 * Opens a captioner of an image encoder and a text decoder, such as vit-gpt2, exported to ONNX. The decoder reads the whole
 * caption again for every word, so that one file does for all its steps.
 *
 * @param folder holds config.json, preprocessor_config.json, tokenizer.json, tokenizer_config.json, onnx/encoder_model.onnx
 *   and onnx/decoder_model.onnx
 * @throws InputError if a file is missing or is not what it should be
 */
export async function captioner(folder: string, options: PretrainedOptions = {}): Promise<Captioner> {
  const config = await readJson(join(folder, 'config.json'), configSchema);
  const [prepare, tokenizer] = [await openImagePreparation(folder), await openTokenizer(folder)];
  await using opened = new AsyncDisposableStack();
  const [encoderNames, decoderNames] = PRETRAINED_FILES.caption.models;
  const encoder = await openModel(folder, encoderNames, options);
  opened.use(encoder.session);
  const decoder = await openModel(folder, decoderNames, options);
  opened.use(decoder.session);
  const sessions = opened.move();
  const { provider, refusals } = encoder.session;
  return {
    hashes: [encoder.hash, decoder.hash],
    provider,
    refusals,
    run: async (images, { length = 16, beams = 4 } = {}, signal) => {
      const seen = await encoder.session.run({ pixel_values: await prepare(images) }, signal);
      const found = await beamSearch(nextWordBy(decoder.session, seen.last_hidden_state!, signal), {
        items: seen.last_hidden_state!.shape[0]!,
        start: config.decoder_start_token_id,
        end: config.eos_token_id,
        length: length + 1,
        width: beams,
        lengthPower: 1,
      });
      return found.map(({ tokens }) => tokenizer.decode(tokens));
    },
    [Symbol.asyncDispose]: () => sessions.disposeAsync(),
  };
}

/** What a decoder says comes next, after prefixes that are equally long, as those of a search are at each step. */
function nextWordBy(decoder: Session, { shape, values }: TensorValues, signal?: AbortSignal): NextWord {
  const [, tokens, width] = shape as [number, number, number];
  const size = tokens * width;
  return async (prefixes) => {
    const length = prefixes[0]!.tokens.length;
    const states = new Float32Array(prefixes.length * size);
    for (const [place, { item }] of prefixes.entries()) {
      // Encoders give float32.
      states.set((values as Float32Array).subarray(item * size, (item + 1) * size), place * size);
    }
    const { logits } = await decoder.run(
      inputsOf(decoder, {
        input_ids: int64([prefixes.length, length], (at) => prefixes[Math.floor(at / length)]!.tokens[at % length]!),
        encoder_hidden_states: { shape: [prefixes.length, tokens, width], values: states },
        encoder_attention_mask: int64([prefixes.length, tokens], () => 1),
      }),
      signal,
    );
    const words = logits!.shape[2]!;
    return prefixes.map((_, place) => {
      const end = (place + 1) * length * words;
      return logProbabilities((logits!.values as Float32Array).subarray(end - words, end));
    });
  };
}

function int64(shape: readonly [number, number], valueAt: (place: number) => number): TensorValues {
  return { shape, values: BigInt64Array.from({ length: shape[0] * shape[1] }, (_, at) => BigInt(valueAt(at))) };
}

/** The logarithm of softmax. */
function logProbabilities(logits: Float32Array): Float32Array {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
  return logits.map((logit) => logit - most - logSum);
}
