import { z } from 'zod';
import type { Month } from '../../core/month.ts';
import type { PolicyOptions } from '../policies/options.ts';

/**
 * Keys of a plan's [schedule.shares] beside site and window. `assisted_weight` and `forecast` go with source posterior,
 * `stock` with mapping M2 and with M4 where lambda_of is stock, `lambda_of` with M4.
 */
export const sharesOptions = {
  /** labels: each month's labelled share as it is; posterior: draws corrected for detection, with their spread. */
  source: z.enum(['labels', 'posterior']).default('labels'),
  /** How much of a generated work an assisted one counts as. */
  assisted_weight: z.literal([0, 0.5, 1]).default(0),
  mapping: z.enum(['M1', 'M2', 'M3', 'M4', 'M5']),
  months_per_generation: z.int().min(1).max(120).default(6),
  /** Works before the window; all human. @default those stored */
  stock: z.number().positive().optional(),
  lambda_of: z.enum(['flow', 'stock']).default('flow'),
  /** Models come into use slowly. */
  lag: z
    .strictObject({ delay_months: z.int().min(0).max(120).default(0), half_life_months: z.number().min(0).max(600) })
    .optional(),
  /** Works are filtered before training. */
  detector: z
    .strictObject({ sensitivity: z.number().min(0).lt(1), specificity: z.number().positive().max(1) })
    .optional(),
  /** Months after the last measured one, with all their uploads. */
  forecast: z
    .strictObject({
      model: z.enum(['local-trend', 'logistic']),
      trend_months: z.int().min(3).max(240).default(12),
      uploads: z.array(z.number().positive()).min(1).max(240),
    })
    .optional(),
  reference_arms: z.boolean().default(true),
};

const sharesSchema = z.object(sharesOptions);

export type SharesOptions = Readonly<z.infer<typeof sharesSchema>>;
/** What a plan says of shares: the keys above, whose uploads, and first and last month, both in. */
export type SharesPlan = SharesOptions & { readonly site: string; readonly from: Month; readonly to: Month };
export type Mapping = SharesOptions['mapping'];

/** Which policies a mapping from shares drives. */
export const MAPPING_POLICIES: Readonly<Record<Mapping, readonly PolicyOptions['policy'][]>> = {
  M1: ['fresh'],
  M2: ['accumulate', 'accumulate-subsample'],
  M3: ['accumulate', 'accumulate-subsample'],
  M4: ['augment'],
  M5: ['fresh'],
};
