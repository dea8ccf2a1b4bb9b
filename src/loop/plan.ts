import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import { monthFromText } from '../core/month.ts';
import { parseToml } from '../core/toml.ts';

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, {
    error: (issue) => `expected a month such as "2021-01", got ${JSON.stringify(issue.input)}`,
  })
  .transform(monthFromText);

const sharesSchema = z.strictObject({
  site: z.string().min(1),
  mapping: z.enum(['M1', 'M2', 'M3']),
  months_per_generation: z.int().min(1).max(120).default(6),
  from: month,
  to: month,
  stock: z.number().positive().optional(),
  reference_arms: z.boolean().default(true),
});

const scheduleSchema = z.strictObject({
  shares: sharesSchema.optional(),
  generations: z.int().min(1).max(200).optional(),
  real: z.int().min(0).optional(),
  synthetic: z.int().min(0).optional(),
  alpha: z.number().positive().optional(),
});

const planSchema = z.strictObject({
  kind: z.literal('theory'),
  model: z.literal('gaussian'),
  policy: z.enum(['replace', 'augment', 'accumulate', 'fresh']),
  samples: z.int().min(2).max(1_000_000),
  replications: z.int().min(2).max(1_000_000).default(2000),
  seed: z.int().min(0).default(1),
  ddof: z.literal([0, 1]).default(1),
  bias: z.number().positive().max(1).default(1),
  draw: z.enum(['points', 'moments']).default('points'),
  schedule: scheduleSchema,
});
type PlanTable = z.infer<typeof planSchema>;

export type SharesSchedule = { readonly kind: 'shares' } & Readonly<z.infer<typeof sharesSchema>>;
export type Schedule =
  | SharesSchedule
  | { readonly kind: 'growth'; readonly generations: number; readonly alpha: number }
  | { readonly kind: 'constant'; readonly generations: number; readonly real: number; readonly synthetic: number };

/** A loop to run: what is trained, on what, how often. `samples` is the size of the first, real training set. */
export type Plan = Readonly<Omit<PlanTable, 'schedule'>> & { readonly schedule: Schedule };

/** The largest training set a plan may ask for. */
export const MAX_ITEMS = 1_000_000_000;

/** Which policy a mapping from shares drives. */
const POLICY_OF_MAPPING = { M1: 'fresh', M2: 'accumulate', M3: 'accumulate' } as const;

/**
 * Reads a loop plan.
 *
 * @param text TOML; its keys are described in plans/gaussian-shares.toml
 * @param file what to call the text in messages
 * @throws InputError naming file, key, and what was expected there; for broken TOML the line and column
 */
export function parsePlan(text: string, file: string): Plan {
  const table = parseToml(text, file, planSchema);
  return { ...table, schedule: checkedSchedule(table, file) };
}

function checkedSchedule({ policy, samples, schedule }: PlanTable, file: string): Schedule {
  const { shares, ...constants } = schedule;
  const fail = (key: string, problem: string): never => {
    throw new InputError(file, `schedule.${key}: ${problem}`);
  };
  if (shares !== undefined) {
    const [stray] = Object.keys(constants);
    if (stray !== undefined) fail(stray, 'expected either shares or constants, got both');
    const expected = POLICY_OF_MAPPING[shares.mapping];
    if (policy !== expected) fail('shares.mapping', `${shares.mapping} drives policy ${expected}, got ${policy}`);
    if (shares.to < shares.from) fail('shares.to', 'expected a month not before schedule.shares.from');
    if (shares.stock !== undefined && shares.mapping !== 'M2') fail('shares.stock', 'only mapping M2 has a stock');
    return { kind: 'shares', ...shares };
  }

  const generations = constants.generations ?? fail('generations', 'expected a whole number from 1 to 200, or shares');
  if (constants.alpha !== undefined) {
    if (policy !== 'accumulate') fail('alpha', `only policy accumulate grows by alpha, got ${policy}`);
    if (constants.synthetic !== undefined) fail('synthetic', 'expected either alpha or synthetic, got both');
    if (constants.real !== undefined) fail('real', 'expected either alpha or real, got both');
    if (samples * (1 + constants.alpha) ** generations > MAX_ITEMS) {
      fail('generations', `sets would grow beyond ${MAX_ITEMS} items: expected a smaller alpha or fewer generations`);
    }
    return { kind: 'growth', generations, alpha: constants.alpha };
  }
  const real = constants.real ?? 0;
  if (real > 0 && (policy === 'replace' || policy === 'augment')) {
    fail('real', `policy ${policy} takes no new real items, got ${real}`);
  }
  const synthetic =
    constants.synthetic ?? (policy === 'replace' ? samples : fail('synthetic', 'expected a whole number'));
  if ((policy === 'replace' || policy === 'fresh') && real + synthetic < 2) {
    fail('synthetic', `a generation needs at least 2 items, got ${real} real + ${synthetic} synthetic`);
  }
  return { kind: 'constant', generations, real, synthetic };
}
