import { createHash } from 'node:crypto';
import { createRng } from '../../../src/core/rng.ts';
import type { DrawnImage, Engine, LoopImage } from '../../../src/loop/runs/engine.ts';
import type { RealImages } from '../../../src/loop/runs/generation-run.ts';

const SIDE = 8;
type Point = readonly [number, number];

/** A soft dot on black, as a portable pixmap. */
function dot([x, y]: Point): Uint8Array {
  const pixels = Array.from({ length: SIDE * SIDE }, (_, index) => {
    const squared = ((index % SIDE) - x) ** 2 + (Math.floor(index / SIDE) - y) ** 2;
    return Math.round(255 * Math.exp(-squared / 2));
  });
  return Buffer.concat([
    Buffer.from(`P6\n${SIDE} ${SIDE}\n255\n`),
    Uint8Array.from(pixels.flatMap((value) => [value, value, value])),
  ]);
}

/** Where the dot of an image is: the mean place of its light. */
async function placeOf(image: LoopImage): Promise<Point> {
  const bytes = (await image.read()).subarray(-3 * SIDE * SIDE);
  let light = 0;
  let sumX = 0;
  let sumY = 0;
  for (let index = 0; index < SIDE * SIDE; index++) {
    const value = bytes[3 * index]!;
    light += value;
    sumX += value * (index % SIDE);
    sumY += value * Math.floor(index / SIDE);
  }
  return light === 0 ? [0, 0] : [sumX / light, sumY / light];
}

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

/** A normal distribution of dots, fitted to the dots of its set. */
export const gaussianEngine: Engine = {
  imageType: 'image/x-portable-pixmap',
  provider: 'test',
  device: 'cpu',
  threads: 1,
  async train({ set }, before) {
    const places = await Promise.all(set.map(placeOf));
    const axes = [0, 1].map((axis) => momentsOf(places.map((place) => place[axis]!)));
    const steps = before?.tensors.get('steps')?.values[0] ?? 0n;
    return {
      metadata: { model: 'dots' },
      tensors: new Map([
        ['mean', { dtype: 'F64', shape: [2], values: Float64Array.from(axes, ({ mean }) => mean) }],
        ['sd', { dtype: 'F64', shape: [2], values: Float64Array.from(axes, ({ variance }) => Math.sqrt(variance)) }],
        ['steps', { dtype: 'I64', shape: [], values: BigInt64Array.of(BigInt(steps) + 1n) }],
      ]),
    };
  },
  async *sample(_, weights, draws): AsyncGenerator<DrawnImage> {
    const [mean, sd] = ['mean', 'sd'].map((name) => weights!.tensors.get(name)!.values as Float64Array);
    for (const { seed } of draws) {
      const rng = createRng(seed);
      const at = (axis: number) => mean![axis]! + sd![axis]! * rng.normal();
      yield { bytes: dot([at(0), at(1)]), caption: null, prompt: null };
    }
  },
  async measure(_, drawn) {
    const places = await Promise.all(drawn.map(placeOf));
    const { mean, variance } = momentsOf(places.map(([x]) => x));
    return [
      { metric: 'mean', measured: mean, standardError: Math.sqrt(variance / places.length) },
      { metric: 'variance', measured: variance, standardError: 0 },
    ];
  },
};

/** A frozen pair: the captioner says where the dot is, to one digit; the generator draws a dot near there. */
export const relayEngine: Engine = {
  ...gaussianEngine,
  train: () => Promise.resolve(null),
  async *sample({ set }, _, draws): AsyncGenerator<DrawnImage> {
    for (const { item, seed } of draws) {
      const from = set[item]!;
      const prompt = from.caption ?? captionOf(await placeOf(from));
      const rng = createRng(seed);
      const [x, y] = prompt.split(' ').map(Number) as [number, number];
      const place: Point = [x + 0.3 * rng.normal(), y + 0.3 * rng.normal()];
      yield { bytes: dot(place), prompt, caption: captionOf(place) };
    }
  },
  measure: ({ set }, _, signal) => gaussianEngine.measure({ arm: '', seed: 0, generation: 0, set }, set, signal),
};

function captionOf(place: Point): string {
  return place.map((value) => value.toFixed(1)).join(' ');
}

/** Dots around the middle. */
export function realDots(count: number): RealImages {
  const rng = createRng('real dots');
  const bytes = Array.from({ length: count }, () => dot([3.5 + rng.normal(), 3.5 + rng.normal()]));
  const images = bytes.map((image) => ({
    image: createHash('sha256').update(image).digest('hex'),
    caption: null,
  }));
  return { images, read: (item) => Promise.resolve(bytes[item]!) };
}

const COMMON = 'samples = 6\nseeds = [1, 2]\nmetrics = ["vendi"]\nbudget = { hours = 1, disk_gb = 1 }\n';
const DATA = '[data]\npath = "dots"\nresolution = 8\n';
const MODEL = '[model]\nname = "dots"\nbatch = 8\nsteps = 1\nparameters = 4\n';

export const RETRAIN_PLAN = `kind = "retrain"\npolicy = "accumulate"\n${COMMON}${DATA}${MODEL}[schedule]
generations = 4
alpha = [0.5, 1]
`;
export const NEPOTISM_PLAN = `kind = "nepotism"\n${COMMON}${DATA}${MODEL}[schedule]
generations = 3
synthetic_share = 0.5
`;
export const RELAY_PLAN = `kind = "relay"\n${COMMON}${DATA}[model]
captioner = "a"
generator = "b"
[schedule]
generations = 3
`;
