import { createRng } from '../../src/core/rng.ts';
import {
  type Additions,
  growingAdditions,
  type Policy,
  realShare,
  setSize,
  type TrainingSet,
  trainingSets,
} from '../../src/loop/policies.ts';
import { categoricalModel } from '../../src/loop/theory/categorical.ts';
import { gaussianModel } from '../../src/loop/theory/gaussian.ts';
import type { TheoryModel } from '../../src/loop/theory/model.ts';
import { regressionModel } from '../../src/loop/theory/regression.ts';
import { ReplicationSums } from '../../src/loop/theory/replication-sums.ts';

/** A number beside the one it must be. */
export interface Check {
  readonly name: string;
  readonly value: number;
  readonly reference: number;
  /** |value − reference|. */
  readonly error: number;
  readonly tolerance: number;
}

/** The parts of a loop engine that are put to the test. */
export interface Engine {
  readonly gaussian: typeof gaussianModel;
  readonly categorical: typeof categoricalModel;
  readonly regression: typeof regressionModel;
  readonly trainingSets: (policy: Policy, initial: number, additions: readonly Additions[]) => TrainingSet[];
}

export const ENGINE: Engine = {
  gaussian: gaussianModel,
  categorical: categoricalModel,
  regression: regressionModel,
  trainingSets: (policy, initial, additions) => trainingSets(policy, initial, additions),
};

export const REPLICATIONS = 20_000;

/** Whether all numbers are what they must be. */
export function deviations(checks: readonly Check[]): string[] {
  return checks.filter(({ error, tolerance }) => !(error <= tolerance)).map(({ name }) => name);
}

/**
 * Means over replications beside the exact values, within four of their standard errors.
 *
 * @param only names of the loops to run. @default all
 */
export function measuredChecks(engine: Engine, replications = REPLICATIONS, only = /./): Check[] {
  const chosen = loops(engine, 25).filter(({ name }) => only.test(name));
  return chosen.flatMap(({ name, model, sets, expected }) => {
    model.check(sets);
    const sums = new ReplicationSums(sets.length, model.metrics.length);
    const rng = createRng(`conformance of ${name}`);
    for (let k = 0; k < replications; k++) sums.add(model.run(sets, rng.fork(k)));
    return expected.map(([generation, metric, reference]) => {
      const { mean, standardError } = sums.estimate(generation, metricIndex(model, metric));
      return checkOf(`${name}: ${metric} of generation ${generation}`, mean, reference, 4 * standardError);
    });
  });
}

/** Predictions beside the exact values, to the ten digits these are given to. */
export function predictedChecks(engine: Engine): Check[] {
  return loops(engine, 250).flatMap(({ name, model, sets, expected }) => {
    const predictions = model.predict(sets);
    return expected.map(([generation, metric, reference]) => {
      const value = predictions[generation]![metricIndex(model, metric)] ?? Number.NaN;
      return checkOf(`${name}: ${metric} of generation ${generation}`, value, reference, 1e-10);
    });
  });
}

/**
 * Sizes, real shares and origins of the sets of a loop that adds alpha times its set each generation, from 1020 real
 * items: N(1+α)^g, (1+α)^−g, and α(1+α)^k·N items made by model k, but for halves rounded up.
 *
 * Martínez, G. et al. (2023). Combining generative artificial intelligence (AI) and the Internet, arXiv 2303.01255.
 */
export function bookkeepingChecks(engine: Engine): Check[] {
  const sizes = [
    [0.5, [1020, 1530, 2295, 3443]],
    [1, [1020, 2040, 4080, 8160]],
    [2, [1020, 3060, 9180, 27540]],
  ] as const;
  return sizes.flatMap(([alpha, expected]) => {
    const sets = engine.trainingSets('accumulate', 1020, growingAdditions(1020, alpha, 3));
    return sets.flatMap((set, generation) => {
      const name = `set ${generation} at alpha ${alpha}`;
      const madeBy = (source: number) =>
        set.batches.filter((batch) => batch.source === source).reduce((sum, batch) => sum + batch.items, 0);
      return [
        checkOf(`${name}: items`, setSize(set), expected[generation]!, 0),
        checkOf(`${name}: real share`, realShare(set), 1020 / expected[generation]!, 1e-15),
        ...Array.from({ length: generation }, (_, source) =>
          checkOf(
            `${name}: items made by model ${source}`,
            madeBy(source),
            expected[source + 1]! - expected[source]!,
            0,
          ),
        ),
      ];
    });
  });
}

interface Loop {
  readonly name: string;
  readonly model: TheoryModel;
  readonly sets: readonly TrainingSet[];
  /** Generation, metric, and its expectation worked out in 40 digits. */
  readonly expected: readonly (readonly [number, string, number])[];
}

/**
 * Loops whose expectations are known exactly. Papers number fits from 1, the first of them to real items; here that is
 * generation 0. The references are recomputed from the closed forms in 40-digit arithmetic (fixed points in fractions).
 *
 * @param settled generations after which a loop with fresh items is taken to be at its fixed point: the slowest of these
 *   starts 0.005 from it and comes nearer by a tenth a generation
 */
function loops(engine: Engine, settled: number): Loop[] {
  const gaussian = (ddof: 0 | 1, bias = 1) => engine.gaussian({ dimensions: 1, ddof, bias, draw: 'moments' });
  const constant = (policy: Policy, initial: number, generations: number, each: Additions) =>
    engine.trainingSets(
      policy,
      initial,
      Array.from({ length: generations }, () => each),
    );
  const all = (policy: Policy, items: number, generations: number) =>
    constant(policy, items, generations, { real: 0, synthetic: items });
  const regression = (design: 'fresh' | 'shared') =>
    engine.regression({ features: 10, noise: 1, design, bias: 1, draw: 'moments' });
  const risks = (...values: [number, number][]) =>
    values.map(([fits, value]) => [fits - 1, 'excess_risk', value] as const);

  return [
    {
      name: 'T1 replace, unbiased',
      model: gaussian(1),
      sets: all('replace', 10, 19),
      expected: [
        [19, 'mean_variance', 1],
        [19, 'mean_sd', 0.5744002778],
        [0, 'mean_sd', 0.9726592741],
        [0, 'mean_log_variance', -0.1152064704],
        [19, 'mean_log_variance', -2.3041294083],
        [19, 'variance_of_mean', 2],
      ],
    },
    {
      name: 'T1 replace, unbiased, 100 items',
      model: gaussian(1),
      sets: all('replace', 100, 0),
      expected: [
        [0, 'mean_sd', 0.9974779761],
        [0, 'mean_log_variance', -0.0101350188],
      ],
    },
    {
      name: 'T2 replace, maximum likelihood',
      model: gaussian(0),
      sets: all('replace', 10, 19),
      expected: [
        [19, 'mean_variance', 0.1215766546],
        [19, 'variance_of_mean', 0.8784233454],
      ],
    },
    {
      name: 'T3 replace, bias 0.8',
      model: gaussian(1, 0.8),
      sets: all('replace', 10, 10),
      expected: [
        [10, 'mean_variance', 0.1073741824],
        // The first mean, of real items, adds 1/10 to (0.8/10)(1 − 0.8¹⁰)/(1 − 0.8).
        [10, 'variance_of_mean', 0.457050327],
      ],
    },
    {
      name: 'T4 accumulate, maximum likelihood',
      model: gaussian(0),
      sets: all('accumulate', 10, 49),
      expected: [
        [49, 'mean_variance', 0.8451076382],
        [49, 'variance_of_mean', 0.1548923618],
      ],
    },
    {
      name: 'T5 accumulate, unbiased',
      model: gaussian(1),
      sets: all('accumulate', 10, 49),
      expected: [[49, 'mean_variance', 0.9369960428]],
    },
    ...(
      [
        [10, 40, 1, 0.0576470588, 1.0470588235],
        [10, 40, 0.8, 0.0313700384, 0.5697823303],
        [100, 900, 1, 0.0052857143, 1.0047619048],
        [100, 900, 0.8, 0.0018819939, 0.3577483893],
      ] as const
    ).map(([real, synthetic, bias, varianceOfMean, variance]) => ({
      name: `T6 fresh, ${real} real and ${synthetic} synthetic, bias ${bias}`,
      model: gaussian(1, bias),
      sets: constant('fresh', 190, settled, { real, synthetic }),
      expected: [
        [settled, 'variance_of_mean', varianceOfMean],
        [settled, 'mean_variance', variance],
      ] as const,
    })),
    {
      name: 'T7 categorical, replace',
      model: engine.categorical({ probabilities: [0.5, 0.3, 0.15, 0.04, 0.01], bias: 1 }),
      sets: all('replace', 50, 4),
      expected: [
        [0, 'rarest_class_survival', 0.3949939329],
        [4, 'diversity', 0.5747128426],
      ],
    },
    {
      name: 'T8 regression, replace',
      model: regression('fresh'),
      sets: all('replace', 50, 9),
      expected: risks([1, 0.2564102564], [5, 1.2820512821], [10, 2.5641025641]),
    },
    {
      name: 'T8 regression, accumulate, shared design',
      model: regression('shared'),
      sets: all('accumulate', 50, 9),
      expected: risks([1, 0.2564102564], [2, 0.3205128205], [5, 0.3752849003], [10, 0.3973763413]),
    },
    {
      name: 'T8 regression, accumulate, fresh design',
      model: regression('fresh'),
      sets: all('accumulate', 50, 9),
      expected: risks([1, 0.2564102564], [2, 0.3125900317], [5, 0.3581665611], [10, 0.375937011]),
    },
  ];
}

function metricIndex(model: TheoryModel, metric: string): number {
  const index = model.metrics.indexOf(metric);
  if (index < 0) throw new RangeError(`${model.name} measures ${model.metrics.join(', ')}; got ${metric}`);
  return index;
}

function checkOf(name: string, value: number, reference: number, tolerance: number): Check {
  return { name, value, reference, error: Math.abs(value - reference), tolerance };
}
