/** Moments of each colour over a set of images. */
export interface Normaliser {
  /** Red, green, blue. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** A colour that no image varies in is divided by this much, and so comes out as zeros. */
const LEAST_DEVIATION = 1e-3;

/**
 * Mean and standard deviation of each colour over all pixels of a set, in two passes and double precision.
 *
 * @param images [n, 3·area], n >= 1, in planes
 * @param area pixels of an image
 */
export function fitNormaliser(images: Float32Array, area: number): Normaliser {
  const count = images.length / 3;
  const sumOf = (colour: number, term: (value: number) => number) => {
    let sum = 0;
    for (let start = colour * area; start < images.length; start += 3 * area) {
      for (let i = start; i < start + area; i++) sum += term(images[i]!);
    }
    return sum;
  };
  const momentsOf = (colour: number) => {
    const mean = sumOf(colour, (value) => value) / count;
    const deviation = Math.sqrt(sumOf(colour, (value) => (value - mean) ** 2) / count);
    return { mean, deviation: Math.max(deviation, LEAST_DEVIATION) };
  };
  const [red, green, blue] = [momentsOf(0), momentsOf(1), momentsOf(2)];
  return {
    mean: [red.mean, green.mean, blue.mean],
    deviation: [red.deviation, green.deviation, blue.deviation],
  };
}

/** (x − mean) / deviation of each colour, as a new array. images [n, 3·area]. */
export function normalise(
  images: Float32Array,
  area: number,
  { mean, deviation }: Normaliser,
): Float32Array<ArrayBuffer> {
  return images.map((value, i) => {
    const colour = Math.floor(i / area) % 3;
    return (value - mean[colour]!) / deviation[colour]!;
  });
}

/** Back from normalised values, cut to [0, 1], as a new array. images [n, 3·area]. */
export function denormalise(images: Float32Array, area: number, { mean, deviation }: Normaliser): Float32Array {
  return images.map((value, i) => {
    const colour = Math.floor(i / area) % 3;
    return Math.min(1, Math.max(0, value * deviation[colour]! + mean[colour]!));
  });
}
