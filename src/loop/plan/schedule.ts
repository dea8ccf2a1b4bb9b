import { z } from 'zod';
import { monthFromText } from '../../core/month.ts';
import { sharesOptions } from '../schedules/options.ts';

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, {
    error: (issue) => `expected a month such as "2021-01", got ${JSON.stringify(issue.input)}`,
  })
  .transform(monthFromText);

const sharesSchema = z.strictObject({ site: z.string().min(1), from: month, to: month, ...sharesOptions });

const alpha = z.number().positive();

/** Either shares measured from the store, or constants: new items a generation, or growth by alpha, one arm an alpha. */
export const scheduleSchema = z.strictObject({
  shares: sharesSchema.optional(),
  generations: z.int().min(1).max(200).optional(),
  real: z.int().min(0).optional(),
  synthetic: z.int().min(0).optional(),
  alpha: z.union([alpha, z.array(alpha).min(1).max(20)]).optional(),
});
export type ScheduleTable = z.infer<typeof scheduleSchema>;

export type SharesSchedule = { readonly kind: 'shares' } & Readonly<z.infer<typeof sharesSchema>>;
export type Schedule =
  | SharesSchedule
  | { readonly kind: 'growth'; readonly generations: number; readonly alphas: readonly number[] }
  | { readonly kind: 'constant'; readonly generations: number; readonly real: number; readonly synthetic: number };
