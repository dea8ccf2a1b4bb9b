import { z } from 'zod';
import { parseToml, type TomlPath, tomlError } from '../../core/toml.ts';
import { PROVIDERS } from '../onnx/providers.ts';
import { modelSchemas } from './train-models.ts';

const count = z.int().min(1);
const rate = z.number().min(0).lt(1);

const training = z
  .strictObject({
    batch: count.max(4096).default(64),
    /** Passes over the training images, or else steps. */
    epochs: z.number().positive().optional(),
    steps: count.optional(),
    learning_rate: z.number().positive().default(1e-3),
    /** Steps over which the learning rate rises to its value. */
    warmup: z.int().min(0).default(0),
    /** Whether the learning rate then stays, or falls to 0 along half a cosine. */
    schedule: z.enum(['constant', 'cosine']).default('constant'),
    weight_decay: z.number().min(0).default(1e-4),
    /** Share of the averaged weights that stays at every step, once it is warm. */
    average: rate.default(0.999),
    /** Longest gradient. */
    clip: z.number().positive().optional(),
  })
  .refine(({ epochs, steps }) => (epochs === undefined) !== (steps === undefined), {
    error: 'expected either epochs or steps',
  });

/** When the model is looked at, and what ends its training early. */
const evaluation = <Metric extends string>(metrics: readonly [Metric, ...Metric[]]) =>
  z
    .strictObject({
      every: count.default(500),
      /** The best weights by this metric are the model's, and training ends after so many evaluations without better ones. */
      stop: z.strictObject({ metric: z.enum(metrics), patience: count.default(5) }).optional(),
    })
    .prefault({});

const machine = z
  .strictObject({
    threads: count.max(1024).optional(),
    /** Tried in this order. */
    providers: z.array(z.enum(PROVIDERS)).min(1).optional(),
  })
  .default({});

/** Images that are drawn as training goes on. */
const grid = {
  columns: count.max(64).default(8),
  rows: count.max(64).default(4),
  steps: count.max(1000).default(20),
  eta: z.number().min(0).max(1).default(0),
};

const common = {
  /** Names the model's folder. */
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected lower-case letters, digits, dots and dashes'),
  seed: z.int().min(0).default(1),
  /** A folder of images; beside the plan unless it begins with a slash. */
  data: z.string().min(1),
  /** Pixels a side. */
  size: z.int().min(8).max(1024),
  training,
  machine,
};

const planSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('diffusion'),
    ...common,
    model: modelSchemas.diffusion,
    evaluation: evaluation(['loss']),
    samples: z.strictObject(grid).prefault({}),
  }),
  z.strictObject({
    kind: z.literal('conditional-diffusion'),
    ...common,
    model: modelSchemas['conditional-diffusion'],
    evaluation: evaluation(['loss']),
    samples: z.strictObject({ ...grid, guidance: z.number().min(0).default(3) }).prefault({}),
  }),
  z.strictObject({
    kind: z.literal('captioner'),
    ...common,
    model: modelSchemas.captioner,
    evaluation: evaluation(['loss', 'word-f1']),
  }),
  z.strictObject({
    kind: z.literal('classifier'),
    ...common,
    model: modelSchemas.classifier,
    evaluation: evaluation(['loss', 'accuracy']),
  }),
  z.strictObject({
    kind: z.literal('image-text'),
    ...common,
    model: modelSchemas['image-text'],
    evaluation: evaluation(['loss', 'accuracy']),
  }),
]);

/** A model to train: of what kind and size, on which images, how long. */
export type TrainPlan = Readonly<z.infer<typeof planSchema>>;

/**
 * Reads a training plan.
 *
 * @param text TOML; its keys are described in docs/reference/train-plans.md
 * @param file what to call the text in messages
 * @throws InputError naming file, line, key, and what was expected there
 */
export function parseTrainPlan(text: string, file: string): TrainPlan {
  const plan = parseToml(text, file, planSchema);
  const { size, model } = plan;
  const refuse = (path: TomlPath, problem: string): never => {
    throw tomlError(text, file, path, problem);
  };
  const factor = 2 ** (model.widths.length - 1);
  if (size % factor !== 0) {
    refuse(['size'], `expected a multiple of ${factor}, as each width but the last halves the image; got ${size}`);
  }
  if ('heads' in model) {
    const indivisible = headedWidths(plan).find((width) => width % model.heads !== 0);
    if (indivisible !== undefined) {
      refuse(['model', 'heads'], `expected a divisor of the width ${indivisible}, got ${model.heads}`);
    }
  }
  return plan;
}

/** Widths at which a model's attention splits vectors among its heads. */
function headedWidths(plan: TrainPlan): readonly number[] {
  switch (plan.kind) {
    case 'conditional-diffusion': {
      const { widths, attention_size } = plan.model;
      return widths.filter((_, level) => level === widths.length - 1 || plan.size / 2 ** level <= attention_size);
    }
    case 'captioner':
      return [plan.model.width];
    case 'image-text':
      return [plan.model.text_width];
    case 'diffusion':
    case 'classifier':
      return [];
    default:
      return plan satisfies never;
  }
}

/** Steps that a plan takes on so many training images. */
export function plannedSteps({ training: { steps, epochs, batch } }: TrainPlan, images: number): number {
  return steps ?? Math.max(1, Math.round((images * epochs!) / batch)); // the schema has one of the two
}
