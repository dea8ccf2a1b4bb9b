import { join } from 'node:path';
import { InputError } from '../../../core/errors.ts';
import type { FeatureMatrix } from '../../metrics/feature-matrix.ts';
import { openSession, type Session, type SessionOptions } from '../../onnx/session.ts';
import type { NamedValues, TensorValues } from '../../onnx/values.ts';
import { exists, readWhole } from '../../runs/files.ts';
import { hashOf } from '../../runs/inputs.ts';
import { modelFile, PRETRAINED_FILES } from './files.ts';
import { type Images, openImagePreparation, openTokenizer } from './preparation.ts';

export type PretrainedOptions = Pick<SessionOptions, 'providers' | 'threads'>;

/** A pretrained model that gives features. */
export interface Encoder<Items> extends Pick<Session, 'provider' | 'refusals'>, AsyncDisposable {
  /** SHA-256 of the model's bytes, in hexadecimal. */
  readonly hash: string;
  /** All items in one run: the caller keeps them few. @returns a row an item */
  run(items: Items, signal?: AbortSignal): Promise<FeatureMatrix<Float32Array>>;
}

/**
 * Opens an encoder of texts, such as BERT's or CLIP's, exported to ONNX. CLIP's embedding of a text is its own; of others
 * the features are the means over the text's tokens.
 *
 * Reimers, N. & Gurevych, I. (2019). Sentence-BERT. EMNLP.
 *
 * @param folder holds tokenizer.json, tokenizer_config.json and onnx/text_model.onnx or onnx/model.onnx
 * @throws InputError if a file is missing or the model gives no features
 */
export async function textEncoder(
  folder: string,
  options: PretrainedOptions = {},
): Promise<Encoder<readonly string[]>> {
  const tokenizer = await openTokenizer(folder);
  const model = await openModel(folder, PRETRAINED_FILES.text.models[0], options);
  return encoder(folder, model, 'text_embeds', meanOfTokens, async (texts) => tokenizer.encode(texts));
}

/**
 * Opens an encoder of images, such as DINOv2's or CLIP's, exported to ONNX. CLIP's embedding of an image is its own; of
 * others the features are those of the class token.
 *
 * Oquab, M. et al. (2024). DINOv2: learning robust visual features without supervision. TMLR. Radford, A. et al. (2021).
 * Learning transferable visual models from natural language supervision. ICML.
 *
 * @param folder holds preprocessor_config.json and onnx/vision_model.onnx or onnx/model.onnx
 * @throws InputError if a file is missing or the model gives no features
 */
export async function imageEncoder(folder: string, options: PretrainedOptions = {}): Promise<Encoder<Images>> {
  const prepare = await openImagePreparation(folder);
  const model = await openModel(folder, PRETRAINED_FILES.image.models[0], options);
  return encoder(folder, model, 'image_embeds', firstToken, async (images) => ({
    pixel_values: await prepare(images),
  }));
}

/** A model of a pretrained folder in a session. */
export interface OpenModel {
  readonly session: Session;
  readonly hash: string;
}

/**
 * Opens the first of some models that a folder has in onnx/.
 *
 * @throws InputError if it has none
 */
export async function openModel(
  folder: string,
  names: readonly string[],
  options: PretrainedOptions,
): Promise<OpenModel> {
  for (const name of names) {
    const file = join(folder, modelFile(name));
    if (!(await exists(file))) continue;
    const bytes = await readWhole(file);
    return { session: await openSession(bytes, options), hash: hashOf(bytes) };
  }
  throw new InputError(folder, `expected ${names.map(modelFile).join(' or ')}`);
}

/** What of some values a model reads. */
export function inputsOf({ inputs }: Pick<Session, 'inputs'>, values: NamedValues): NamedValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => inputs.has(name)));
}

const TOKENS = 'last_hidden_state';

/** Features [items, width] from those of tokens, [items, tokens, width]. */
type Pooling = (tokens: TensorValues, mask: TensorValues | undefined) => Float32Array;

async function encoder<Items>(
  folder: string,
  { session, hash }: OpenModel,
  embedding: string,
  pool: Pooling,
  prepare: (items: Items) => Promise<NamedValues>,
): Promise<Encoder<Items>> {
  const output = [embedding, TOKENS].find((name) => session.outputs.has(name));
  if (output === undefined) {
    await session.close();
    const outputs = [...session.outputs.keys()].join(', ');
    throw new InputError(folder, `expected a model with an output ${embedding} or ${TOKENS}, got ${outputs}`);
  }
  return {
    hash,
    provider: session.provider,
    refusals: session.refusals,
    run: async (items, signal) => {
      const prepared = await prepare(items);
      const features = (await session.run(inputsOf(session, prepared), signal))[output]!;
      const rows = features.shape[0]!;
      // Encoders give float32.
      const values = output === TOKENS ? pool(features, prepared.attention_mask) : (features.values as Float32Array);
      return { rows, columns: values.length / rows, values };
    },
    [Symbol.asyncDispose]: () => session.close(),
  };
}

function firstToken({ shape, values }: TensorValues): Float32Array {
  const [rows, tokens, width] = shape as [number, number, number];
  const all = values as Float32Array;
  return Float32Array.from(
    { length: rows * width },
    (_, i) => all[Math.floor(i / width) * tokens * width + (i % width)]!,
  );
}

function meanOfTokens({ shape, values }: TensorValues, mask: TensorValues | undefined): Float32Array {
  const [rows, tokens, width] = shape as [number, number, number];
  const means = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const read = Array.from({ length: tokens }, (_, token) => row * tokens + token).filter(
      (at) => mask === undefined || Number(mask.values[at]) === 1,
    );
    for (let i = 0; i < width; i++) {
      const sum = read.reduce((total, at) => total + Number(values[at * width + i]), 0);
      means[row * width + i] = sum / read.length;
    }
  }
  return means;
}
