import { z } from 'zod';

const bias = z.number().positive().max(1).default(1);
const draw = z.enum(['points', 'moments']).default('points');

/**
 * The options of each model of a theory plan, as shapes to be joined with what all plans have. `bias` is the sampling
 * bias λ of Alemohammad et al. (2023), arXiv 2307.01850: 1 samples a model faithfully, less draws it together. `draw`
 * says whether every item is drawn or only the moments that the fit needs: the same distribution, faster for large sets.
 */
export const THEORY_OPTIONS = {
  gaussian: {
    model: z.literal('gaussian'),
    dimensions: z.int().min(1).max(200).default(1),
    /** Taken off the number of items in the variance's divisor: 0 is maximum likelihood, 1 is unbiased. */
    ddof: z.literal([0, 1]).default(1),
    bias,
    draw,
  },
  categorical: {
    model: z.literal('categorical'),
    /** Shares of the classes among real items; must sum to 1. */
    probabilities: z
      .array(z.number().positive().max(1))
      .min(2)
      .max(10_000)
      .refine((values) => Math.abs(values.reduce((sum, value) => sum + value, 0) - 1) < 1e-9, {
        error: 'expected shares that sum to 1',
      }),
    bias,
  },
  regression: {
    model: z.literal('regression'),
    features: z.int().min(1).max(100),
    /** Standard deviation of the labels around the line. */
    noise: z.number().positive().default(1),
    /** `fresh`: every batch has features of its own; `shared`: all batches are the same items with new labels. */
    design: z.enum(['fresh', 'shared']).default('fresh'),
    bias,
    draw,
  },
  kernel_density: {
    model: z.literal('kernel_density'),
    /** `scott`: the sample's standard deviation times n^(−1/5); a number: that bandwidth. */
    bandwidth: z.union([z.literal('scott'), z.number().positive()]).default('scott'),
    bias,
  },
  mixture: {
    model: z.literal('mixture'),
    /** Components of the real distribution, with equal weights, and of the fit. */
    components: z.int().min(1).max(50).default(5),
    /** Distance of neighbouring real components in units of their standard deviation. */
    separation: z.number().positive().default(6),
    bias,
  },
  beliefs: {
    model: z.literal('beliefs'),
    individuals: z.int().min(1).max(1000).default(25),
    /** Rounds between two counts, each of them a generation of the loop. */
    rounds_per_generation: z.int().min(1).max(1000).default(10),
    /** Half-width of what the cheap source shows, in standard deviations of what was believed when it was made. */
    truncation: z.number().positive().default(0.75),
    /** Price of a truncated draw as part of the price of a full one. */
    price_factor: z.number().positive().max(1).default(1),
    learning_rate: z.number().positive().max(1).default(0.05),
  },
} as const;

export type GaussianOptions = z.infer<z.ZodObject<typeof THEORY_OPTIONS.gaussian>>;
export type CategoricalOptions = z.infer<z.ZodObject<typeof THEORY_OPTIONS.categorical>>;
export type RegressionOptions = z.infer<z.ZodObject<typeof THEORY_OPTIONS.regression>>;
export type KernelDensityOptions = z.infer<z.ZodObject<typeof THEORY_OPTIONS.kernel_density>>;
export type MixtureOptions = z.infer<z.ZodObject<typeof THEORY_OPTIONS.mixture>>;
export type BeliefsOptions = z.infer<z.ZodObject<typeof THEORY_OPTIONS.beliefs>>;
export type TheoryOptions =
  | GaussianOptions
  | CategoricalOptions
  | RegressionOptions
  | KernelDensityOptions
  | MixtureOptions
  | BeliefsOptions;
