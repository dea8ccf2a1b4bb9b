import { z } from 'zod';

const evaluationSchema = z.object({
  /** Steps taken. */
  step: z.int(),
  /** Mean over the steps since the evaluation before; null before the first step. */
  trainingLoss: z.number().nullable(),
  /** Of held-out images, by name; empty where none are held out. */
  metrics: z.record(z.string(), z.number()),
});

/** How a model did after some steps, with its averaged weights. */
export type Evaluation = Readonly<z.infer<typeof evaluationSchema>>;

const colours = z.tuple([z.number(), z.number(), z.number()]);

export const cardSchema = z.object({
  modelId: z.string(),
  kind: z.string(),
  /** TOML. */
  plan: z.string(),
  /** SHA-256 over the images it was trained on and those held out. */
  dataHash: z.string(),
  /** What the data's own notes say of origin and licence; null where there are none. */
  source: z.string().nullable(),
  images: z.object({ train: z.int(), heldOut: z.int() }),
  classNames: z.array(z.string()),
  /** Images go into the model as (x − mean) / deviation of each colour, x in [0, 1]. */
  normaliser: z.object({ mean: colours, deviation: colours }),
  parameters: z.int(),
  /** Steps taken, and the step whose averaged weights the model has. */
  steps: z.int(),
  chosenStep: z.int(),
  evaluations: z.array(evaluationSchema),
  /** Sizes, and what else the kind's inputs and outputs depend on. */
  facts: z.record(z.string(), z.unknown()),
  /** Of the finished model: its ONNX files, its weights and what belongs to them. */
  files: z.array(z.string()),
});

/** What a trained model is, and where it comes from. Holds no clock time. */
export type ModelCard = Readonly<z.infer<typeof cardSchema>>;

const refusalSchema = z.object({ provider: z.string(), reason: z.string() });

const sittingSchema = z.object({
  /** Steps taken before. */
  fromStep: z.int(),
  provider: z.string(),
  /** Providers that were tried before it, and why they were passed over. */
  refusals: z.array(refusalSchema),
  threads: z.int(),
  gitCommit: z.string(),
});

export const modelManifestSchema = z.object({
  modelId: z.string(),
  planHash: z.string(),
  dataHash: z.string(),
  seed: z.int(),
  versions: z.record(z.string(), z.string()),
  /** One a process that trained; an uninterrupted training has one. */
  sittings: z.array(sittingSchema),
  /** Over all sittings; null until the model is trained. */
  speed: z.object({ seconds: z.number(), imagesPerSecond: z.number(), peakMemoryBytes: z.number() }).nullable(),
});

/** What trained a model, and how fast. */
export type ModelManifest = Readonly<z.infer<typeof modelManifestSchema>>;
