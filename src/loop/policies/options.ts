import { z } from 'zod';

/**
 * Keys of a loop plan that say what a generation is trained on. `subsample` goes with accumulate-subsample and with it
 * alone; `parts` needs more than one generator.
 */
export const policyOptions = {
  policy: z.enum(['replace', 'augment', 'accumulate', 'fresh', 'accumulate-subsample']),
  /** Items drawn from everything so far, in every generation. */
  subsample: z.int().min(2).max(100_000_000).optional(),
  /** Models that synthetic items come from: the last so many. */
  memory: z.int().min(1).max(200).default(1),
  /** Generators that feed one pool. */
  generators: z.int().min(1).max(64).default(1),
  parts: z.enum(['all', 'disjoint']).default('all'),
  filter: z
    .strictObject({ kind: z.enum(['realism', 'diversity', 'random']), keep: z.number().positive().max(1) })
    .optional(),
  classes: z
    .strictObject({
      count: z.int().min(2).max(10_000),
      focus: z.array(z.int().min(0)).min(1),
      share: z.number().min(0).max(1),
    })
    .optional(),
};

const policySchema = z.object(policyOptions);

export type PolicyOptions = Readonly<z.infer<typeof policySchema>>;
