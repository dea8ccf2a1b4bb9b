import { z } from 'zod';
import { policyOptions } from '../policies/options.ts';
import { scheduleSchema } from './schedule.ts';

/** Metrics of sets of images, each with the fewest images a side that it needs; fid is meant in its large-sample form. */
export const LEAST_IMAGES = {
  fid: 2048,
  kid: 1000,
  cmmd: 2,
  'fd-dino': 2048,
  precision: 4,
  recall: 4,
  density: 6,
  coverage: 6,
  vendi: 2,
  'clip-score': 1,
  'similarity-visual': 1,
  'similarity-content': 1,
  novelty: 2,
} as const;
export type ImageMetric = keyof typeof LEAST_IMAGES;

const metricNames = Object.keys(LEAST_IMAGES) as [ImageMetric, ...ImageMetric[]]; // the table is not empty

const common = {
  /** Real images of the first set. */
  samples: z.int().min(2).max(10_000_000),
  seeds: z.array(z.int().min(0)).min(1).max(100),
  data: z.strictObject({
    /** A folder of images, or a table of them; beside the plan unless it begins with a slash. */
    path: z.string().min(1),
    resolution: z.int().min(8).max(4096),
  }),
  metrics: z.array(z.enum(metricNames)).min(1),
  budget: z.strictObject({ hours: z.number().positive(), disk_gb: z.number().positive() }),
};

const training = z
  .strictObject({
    name: z.string().min(1),
    batch: z.int().min(1),
    /** Passes over the set, so that larger sets train longer; or else steps, the same for all. */
    epochs: z.number().positive().optional(),
    steps: z.int().min(1).optional(),
    from_scratch: z.boolean().default(true),
    parameters: z.int().min(1),
  })
  .refine(({ epochs, steps }) => (epochs === undefined) !== (steps === undefined), {
    error: 'expected either epochs or steps',
  });

/** Models trained anew each generation on a set the policy makes. Martínez et al. (2023), arXiv 2303.01255. */
export const retrainSchema = z.strictObject({
  kind: z.literal('retrain'),
  ...common,
  ...policyOptions,
  model: training,
  schedule: scheduleSchema,
});

/** Frozen models: an image is described, drawn anew from its description, and so on. */
export const relaySchema = z.strictObject({
  kind: z.literal('relay'),
  ...common,
  model: z.strictObject({
    captioner: z.string().min(1),
    generator: z.string().min(1),
    steps: z.int().min(1).default(50),
    guidance: z.number().min(0).default(7.5),
  }),
  schedule: z.strictObject({ generations: z.int().min(1).max(1000) }),
});

/** A model tuned on mixtures of real images and its own. Bohacek & Farid (2023), arXiv 2311.12202. */
export const nepotismSchema = z.strictObject({
  kind: z.literal('nepotism'),
  ...common,
  model: training,
  schedule: z.strictObject({
    generations: z.int().min(1).max(200),
    /** Share of the set that the model itself made; one arm each. */
    synthetic_share: z.union([z.number().min(0).max(1), z.array(z.number().min(0).max(1)).min(1)]),
  }),
});
