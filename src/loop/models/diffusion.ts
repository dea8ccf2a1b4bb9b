import type { Rng } from '../../core/rng.ts';
import type { Graph, Tensor } from '../onnx/graph.ts';
import { add, mul } from '../onnx/ops/arithmetic.ts';
import { reshape } from '../onnx/ops/broadcast.ts';
import { gather } from '../onnx/ops/gather.ts';
import { meanAbsoluteError } from '../onnx/ops/losses.ts';
import { ratesAt } from './noise-schedule.ts';
import type { Program } from './scope.ts';
import type { StepValues, Trainable } from './training.ts';
import { type UNetConfig, unet } from './unet.ts';

/** Which images a batch is taken from. */
export interface ImageSet {
  readonly count: number;
  readonly channels: number;
  /** Pixels a side. */
  readonly size: number;
}

/** Images with noise over them, and what a network is to say of them. */
export interface NoisyBatch {
  /** [batch, channels, size, size]. */
  readonly noisy: Tensor;
  /** Of the noise in each image, [batch]. */
  readonly variance: Tensor;
  /** Standard normal, [batch, channels, size, size]. */
  readonly noise: Tensor;
}

/**
 * Training of a U-Net to find the noise in images, by the mean absolute error of its prediction. An image is drawn with
 * replacement, its time uniform on [0, 1).
 *
 * Ho, J., Jain, A. & Abbeel, P. (2020). Denoising diffusion probabilistic models. NeurIPS; with the loss of Béres, A.
 * (2022). Denoising diffusion implicit models. Keras code examples.
 *
 * @param images normalised, [n, channels·size·size], n >= 1
 * @param batch images a step
 * @throws RangeError if the images are not whole, or there are none
 */
export function diffusionTrainable(config: UNetConfig, images: Float32Array<ArrayBuffer>, batch: number): Trainable {
  const set = imageSet(config, images);
  return {
    loss: (scope) => {
      const { noisy, variance, noise } = noisyBatch(scope.graph, set, batch);
      return meanAbsoluteError(unet(scope, config, noisy, variance), noise);
    },
    resident: { images: { shape: [set.count, elementsOf(config)], values: images } },
    draw: (rng) => drawNoisyBatch(rng, set, batch),
  };
}

/**
 * The trained network: `noise` [batch, channels, size, size], predicted from `noisy` of the same shape and `variance`
 * [batch].
 */
export function noiseProgram(config: UNetConfig, batch: number): Program {
  const { channels, size } = config;
  return (scope) => {
    const noisy = scope.graph.input('noisy', [batch, channels, size, size]);
    const variance = scope.graph.input('variance', [batch]);
    scope.graph.output('noise', unet(scope, config, noisy, variance));
  };
}

/** How many images these are. @throws RangeError if the last one is not whole, or there are none */
export function imageSet({ channels, size }: Omit<ImageSet, 'count'>, images: Float32Array): ImageSet {
  const elements = elementsOf({ channels, size });
  const count = images.length / elements;
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new RangeError(`expected images of ${channels} × ${size} × ${size} values, got ${images.length} values`);
  }
  return { count, channels, size };
}

/**
 * Takes a batch out of the input `images` [count, channels·size·size] and lays noise over it. The inputs `indices`,
 * `signalRates`, `noiseRates` and `noise` are those that {@link drawNoisyBatch} draws: the rates are fed, not worked out
 * from times in the graph, because a GPU's cosine is good to about 5·10⁻⁴ only and the least signal is 0.02.
 */
export function noisyBatch(graph: Graph, { count, channels, size }: ImageSet, batch: number): NoisyBatch {
  const shape = [batch, channels, size, size];
  const indices = graph.input('indices', [batch], 'int32');
  const signal = graph.input('signalRates', [batch]);
  const rate = graph.input('noiseRates', [batch]);
  const noise = graph.input('noise', shape);
  const images = gather(graph.input('images', [count, elementsOf({ channels, size })]), indices);
  const forEach = (rates: Tensor) => reshape(rates, [batch, 1, 1, 1]);
  const noisy = add(mul(reshape(images, shape), forEach(signal)), mul(noise, forEach(rate)));
  return { noisy, variance: mul(rate, rate), noise };
}

/** What {@link noisyBatch} is fed at one step. */
export function drawNoisyBatch(rng: Rng, set: ImageSet, batch: number): StepValues & { readonly indices: Int32Array } {
  const indices = Int32Array.from({ length: batch }, () => rng.integer(set.count));
  const rates = Array.from({ length: batch }, () => ratesAt(rng.uniform()));
  return {
    indices,
    signalRates: Float32Array.from(rates, ({ signal }) => signal),
    noiseRates: Float32Array.from(rates, ({ noise }) => noise),
    noise: Float32Array.from({ length: batch * elementsOf(set) }, () => rng.normal()),
  };
}

function elementsOf({ channels, size }: Omit<ImageSet, 'count'>): number {
  return channels * size * size;
}
