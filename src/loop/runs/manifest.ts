import { z } from 'zod';

const flowSchema = z.object({
  generation: z.int(),
  /** First and last month, `YYYY-MM`. */
  from: z.string(),
  to: z.string(),
  uploads: z.number(),
  generated: z.number(),
  /** In [0, 1]. */
  share: z.number(),
});

const pathSchema = z.object({
  /** Quantile of the works generated in all generations, in [0, 1]. */
  level: z.number(),
  /** Which posterior draw it is. */
  draw: z.int(),
  flows: z.array(flowSchema),
});

const boundsSchema = z.object({
  site: z.string(),
  month: z.string(),
  flowMet: z.number(),
  stockMet: z.number().nullable(),
  harmless: z.array(z.object({ bias: z.number(), probability: z.number() })),
});

const stockSchema = z.object({
  generation: z.int(),
  stock: z.number(),
  alpha: z.number(),
  beta: z.number(),
  stockShare: z.number(),
  generatedPerReal: z.number(),
});

const armSchema = z.object({
  name: z.string(),
  policy: z.string(),
  /** By generation, 0 first; `real` and `synthetic` are the items that came in, `items` and `realShare` the whole set. */
  sets: z.array(
    z.object({ generation: z.int(), real: z.int(), synthetic: z.int(), items: z.int(), realShare: z.number() }),
  ),
});

export const manifestSchema = z.object({
  runId: z.string(),
  kind: z.enum(['theory', 'retrain', 'relay', 'nepotism']),
  model: z.string(),
  /** SHA-256 of the plan's text. */
  planHash: z.string(),
  /** SHA-256 of inputs.json, what the run took from the store. */
  inputsHash: z.string(),
  /** The store's content hash; null for a plan that reads nothing from it. */
  dataHash: z.string().nullable(),
  /** SHA-256 over hashes and captions of the real images; absent for a theory model, which draws its own. */
  realImagesHash: z.string().optional(),
  gitCommit: z.string(),
  /** What computed, and on what. */
  provider: z.string(),
  device: z.string(),
  threads: z.int(),
  seed: z.int(),
  versions: z.record(z.string(), z.string()),
  assumptions: z.array(z.string()),
  /** Empty for a plan of constants. */
  flows: z.array(flowSchema),
  /** Empty unless the mapping has a stock. */
  stock: z.array(stockSchema),
  /** Empty unless shares come from a posterior. */
  paths: z.array(pathSchema),
  /** Probabilities by month; empty unless shares come from a posterior. */
  bounds: z.array(boundsSchema),
  arms: z.array(armSchema),
});

/** What a run rests on. Holds no clock time, so equal runs have equal manifests. */
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;
