import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { z } from 'zod';
import type { LoopMetric } from '../../core/loop-tables.ts';
import { quantileSorted } from '../../core/math/quantile.ts';
import type { Arm } from '../arms.ts';
import { realShare, type TrainingSet } from '../policies.ts';
import { effectiveSizeRatio } from '../schedules/effective-size.ts';
import { syntheticPerReal } from '../schedules/stability.ts';
import type { TheoryModel } from '../theory/model.ts';

/** Sampling biases that the effective sample size is told for. */
const BIASES = [1, 0.9, 0.8] as const;

const count = z.number().nullable();

export const ledgerSchema = z.object({
  /** The closed forms of the model, by arm, generation and metric; those without one are left out. */
  metrics: z.array(z.object({ arm: z.string(), generation: z.int(), metric: z.string(), predicted: z.number() })),
  /** The same over all posterior draws of the schedule; empty without a posterior. */
  draws: z.array(
    z.object({ generation: z.int(), metric: z.string(), low: z.number(), median: z.number(), high: z.number() }),
  ),
  /** What two theorems say of the schedule itself, for generations from 1 on. */
  schedule: z.array(
    z.object({
      arm: z.string(),
      generation: z.int(),
      /** Synthetic per real among the new items, and in the whole set; null where nothing is real. */
      lambdaFlow: count,
      lambdaStock: count,
      /** n_e / n_r of the new items in the fresh-data loop, by sampling bias; null with fewer than two real ones. */
      effectiveSize: z.array(z.object({ bias: z.number(), ratio: count })),
    }),
  ),
});

/** What theory says of a run before its first generation. */
export type Ledger = Readonly<z.infer<typeof ledgerSchema>>;

/**
 * Predictions for every arm: expectations of the model's measures, λ of Bertrand et al. (2024), arXiv 2310.00429, and
 * n_e / n_r of Alemohammad et al. (2023), arXiv 2307.01850.
 *
 * @param drawn training sets of every posterior draw, all of the same length
 */
export function predictRun(
  model: TheoryModel,
  arms: readonly Arm[],
  drawn: readonly TrainingSet[][],
  metrics: readonly string[],
): Ledger {
  return {
    draws: predictDraws(model, drawn, metrics),
    metrics: arms.flatMap(({ name: arm, sets }) =>
      model.predict(sets).flatMap((values, generation) =>
        metrics.flatMap((metric) => {
          const predicted = values[model.metrics.indexOf(metric)] ?? null;
          return predicted === null ? [] : [{ arm, generation, metric, predicted }];
        }),
      ),
    ),
    schedule: predictSchedule(arms),
  };
}

/** The part of it that does not depend on the model; all there is to say of models without closed forms. */
export function predictSchedule(arms: readonly Arm[]): Ledger['schedule'] {
  return arms.flatMap(({ name: arm, additions, sets }) =>
    additions.map(({ real, synthetic }, index) => ({
      arm,
      generation: index + 1,
      lambdaFlow: finite(synthetic / real),
      lambdaStock: finite(syntheticPerReal(1 - realShare(sets[index + 1]!))),
      effectiveSize: BIASES.map((bias) => ({
        bias,
        ratio: real < 2 ? null : effectiveSizeRatio({ real, synthetic, bias }),
      })),
    })),
  );
}

function predictDraws(
  model: TheoryModel,
  drawn: readonly TrainingSet[][],
  metrics: readonly string[],
): Ledger['draws'] {
  const predictions = drawn.map((sets) => model.predict(sets));
  const generations = predictions[0]?.length ?? 0;
  return Array.from({ length: generations }, (_, generation) =>
    metrics.flatMap((metric) => {
      const column = model.metrics.indexOf(metric);
      const values = predictions.flatMap((rows) => rows[generation]![column] ?? []);
      if (values.length < predictions.length) return [];
      const sorted = Float64Array.from(values).sort();
      const [low, median, high] = LEVELS.map((level) => quantileSorted(sorted, level)) as [number, number, number];
      return [{ generation, metric, low, median, high }];
    }),
  ).flat();
}

/** Of predictions over the posterior draws. */
const LEVELS = [0.05, 0.5, 0.95] as const;

export const scoreSchema = z.array(
  z.object({
    arm: z.string(),
    metric: z.string(),
    /** Generations in which theory had a value and the measurement an error. */
    compared: z.int(),
    withinTwoErrors: z.int(),
    /** The largest |measured − predicted| in standard errors of the measurement. */
    largest: z.number(),
    /** What `largest` would stay below in 95 of 100 runs if all predictions of the run were right. */
    critical: z.number(),
    holds: z.boolean(),
  }),
);

/** How one arm's predictions of one metric fared. */
export type Score = Readonly<z.infer<typeof scoreSchema>[number]>;

/**
 * Scores the predictions of a run: a prediction holds if no generation lies farther from it than the largest of as many
 * normal errors would (Bonferroni over all comparisons of the run, so correlated generations only make it milder).
 */
export function scoreRun(rows: readonly LoopMetric[]): Score[] {
  const compared = rows.filter(({ predicted, standardError }) => predicted !== null && standardError > 0);
  if (compared.length === 0) return [];
  const critical = normalQuantile(1 - 0.05 / (2 * compared.length), 0, 1);
  const groups = Map.groupBy(compared, ({ arm, metric }) => JSON.stringify([arm, metric]));
  return [...groups.values()].map((group) => {
    const deviations = group.map(({ measured, predicted, standardError }) =>
      Math.abs((measured - predicted!) / standardError),
    );
    const largest = Math.max(...deviations);
    const { arm, metric } = group[0]!;
    const withinTwoErrors = deviations.filter((deviation) => deviation <= 2).length;
    return { arm, metric, compared: group.length, withinTwoErrors, largest, critical, holds: largest <= critical };
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
