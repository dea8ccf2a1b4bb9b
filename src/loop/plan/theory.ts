import { z } from 'zod';
import { policyOptions } from '../policies/options.ts';
import { THEORY_OPTIONS } from '../theory/options.ts';
import { scheduleSchema } from './schedule.ts';

const common = {
  kind: z.literal('theory'),
  ...policyOptions,
  /** Items of the first set, all real. */
  samples: z.int().min(2).max(1_000_000),
  replications: z.int().min(2).max(1_000_000).default(2000),
  seed: z.int().min(0).default(1),
  /** Those of the model that are to be measured. @default all */
  metrics: z.array(z.string()).min(1).optional(),
  budget: z
    .strictObject({ hours: z.number().positive().optional(), disk_gb: z.number().positive().optional() })
    .default({}),
  schedule: scheduleSchema,
};

/** Models with closed forms, trained in microseconds and many times over. */
export const theorySchema = z.discriminatedUnion('model', [
  z.strictObject({ ...common, ...THEORY_OPTIONS.gaussian }),
  z.strictObject({ ...common, ...THEORY_OPTIONS.categorical }),
  z.strictObject({ ...common, ...THEORY_OPTIONS.regression }),
  z.strictObject({ ...common, ...THEORY_OPTIONS.kernel_density }),
  z.strictObject({ ...common, ...THEORY_OPTIONS.mixture }),
  z.strictObject({ ...common, ...THEORY_OPTIONS.beliefs }),
]);
