import type { Rng } from '../../core/rng.ts';
import { drawWithoutReplacement } from '../metrics/subsets.ts';
import type { Tensor } from '../onnx/graph.ts';
import { reshape } from '../onnx/ops/broadcast.ts';
import { gather } from '../onnx/ops/gather.ts';
import type { NamedValues } from '../onnx/values.ts';
import type { Items } from './batched.ts';
import { imageSet } from './diffusion.ts';
import type { ImageEncoderConfig } from './image-encoder.ts';
import type { Scope } from './scope.ts';
import type { StepValues } from './training.ts';
import { drawViews, VIEW_NUMBERS, type ViewOptions, viewsOf } from './views.ts';

/** What images are like. */
export type ImageSize = Pick<ImageEncoderConfig, 'size' | 'channels'>;

/** How a step's images are chosen. */
export interface ImageBatchOptions {
  /** Images of a step, all different; at most as many as there are. */
  readonly batch: number;
  /** Each image is seen in a random view. @default as it is */
  readonly views?: ViewOptions;
}

/** A step's images, gathered in the graph from all of them. */
export interface ImageBatch {
  /** How many images there are to choose from. */
  readonly count: number;
  /** [batch, channels, size, size]. */
  readonly tensor: (scope: Scope) => Tensor;
  readonly resident: NamedValues;
  /** What the images' inputs are fed; `indices` say which images these are. */
  readonly draw: (rng: Rng) => StepValues & { readonly indices: Int32Array };
}

/**
 * @param images [n, channels·size·size]
 * @throws RangeError if the last image is not whole, or there are fewer than a batch
 */
export function imageBatch(
  images: Float32Array<ArrayBuffer>,
  config: ImageSize,
  { batch, views }: ImageBatchOptions,
): ImageBatch {
  const { count, channels, size } = imageSet(config, images);
  const shape = [count, channels * size * size];
  if (batch > count) throw new RangeError(`a batch of ${batch} different images needs as many, got ${count}`);
  return {
    count,
    tensor: ({ graph }) => {
      const indices = graph.input('indices', [batch], 'int32');
      const drawn = reshape(gather(graph.input('images', shape), indices), [batch, channels, size, size]);
      return views === undefined ? drawn : viewsOf(drawn, graph.input('views', [batch, VIEW_NUMBERS]));
    },
    resident: { images: { shape, values: images } },
    draw: (rng) => {
      const indices = Int32Array.from(drawWithoutReplacement(count, batch, rng));
      return views === undefined ? { indices } : { indices, views: drawViews(rng, batch, size, views) };
    },
  };
}

/** Images as items of a model's input [batch, channels, size, size]. @throws RangeError if the last one is not whole */
export function imageItems(images: Float32Array<ArrayBuffer>, config: ImageSize): Items {
  const { count, channels, size } = imageSet(config, images);
  return { shape: [count, channels, size, size], values: images };
}
