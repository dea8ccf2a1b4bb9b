import { resolve } from 'node:path';
import type { ImageProcessor, PreTrainedTokenizer, Tensor } from '@huggingface/transformers';
import { InputError } from '../../../core/errors.ts';
import type { NamedValues, TensorValues } from '../../onnx/values.ts';

/** Square images: values are [n, 3·size·size] in [0, 1], red, green, blue one after the other, each row by row. */
export interface Images {
  readonly size: number;
  readonly values: Float32Array;
}

/** Turns texts into what a model reads, and what a decoder writes into texts. */
export interface Tokenizer {
  /** input_ids, attention_mask and what else the tokenizer knows, each int64 [texts, length of the longest]. */
  encode(texts: readonly string[]): NamedValues;
  /** A text without its special words. */
  decode(ids: readonly number[]): string;
}

/** Resizes and normalises as a model was trained: float32 [n, 3, height, width]. */
export type ImagePreparation = (images: Images) => Promise<TensorValues>;

/**
 * Opens the tokenizer of a folder, by its tokenizer.json and tokenizer_config.json.
 *
 * @throws InputError if there is none that can be read
 */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const { AutoTokenizer } = await import('@huggingface/transformers');
  const tokenizer: PreTrainedTokenizer = await read(folder, (path) => AutoTokenizer.from_pretrained(path, LOCAL));
  return {
    encode: (texts) => {
      const encoded = tokenizer([...texts], { padding: true, truncation: true });
      const tensors = Object.entries(encoded as Record<string, Tensor>);
      return Object.fromEntries(tensors.map(([name, tensor]) => [name, valuesOf(tensor)]));
    },
    decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: true }).trim(),
  };
}

/**
 * Opens the image processor of a folder, by its preprocessor_config.json.
 *
 * @throws InputError if there is none that can be read
 */
export async function openImagePreparation(folder: string): Promise<ImagePreparation> {
  const { AutoImageProcessor, RawImage } = await import('@huggingface/transformers');
  const processor: ImageProcessor = await read(folder, (path) => AutoImageProcessor.from_pretrained(path, LOCAL));
  return async (images) => {
    const raw = pixelsOf(images).map((pixels) => new RawImage(pixels, images.size, images.size, 3));
    const { pixel_values } = (await processor(raw)) as { pixel_values: Tensor };
    return valuesOf(pixel_values);
  };
}

/** Nothing is fetched: what a folder lacks is missing. */
const LOCAL = { local_files_only: true };

/** Opens something of a folder by its absolute path: the package would take another for the name of a model on the hub. */
async function read<T>(folder: string, open: (path: string) => Promise<T>): Promise<T> {
  try {
    return await open(resolve(folder));
  } catch (cause) {
    throw new InputError(folder, (cause as Error).message, { cause });
  }
}

/** Red, green, blue of one pixel after the other, in 0 to 255, an array an image. */
function pixelsOf({ size, values }: Images): Uint8ClampedArray[] {
  const area = size * size;
  return Array.from({ length: values.length / (3 * area) }, (_, image) =>
    Uint8ClampedArray.from(
      { length: 3 * area },
      (_, at) => 255 * values[3 * area * image + (at % 3) * area + Math.floor(at / 3)]!,
    ),
  );
}

function valuesOf({ dims, data }: Tensor): TensorValues {
  // Tokenizers give int64, image processors float32.
  return { shape: dims, values: data as TensorValues['values'] };
}
