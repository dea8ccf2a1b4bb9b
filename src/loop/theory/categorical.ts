import type { Rng } from '../../core/rng.ts';
import { type Batch, setSize, type TrainingSet } from '../policies.ts';
import { hellingerDistance } from './distances.ts';
import { biasOf, drawnRows, hasBias, requireItems } from './drawn-batches.ts';
import type { TheoryModel } from './model.ts';
import type { CategoricalOptions } from './options.ts';
import { predictSpread } from './spread.ts';

type Options = Omit<CategoricalOptions, 'model'>;

/**
 * `diversity` is Gini–Simpson 1 − Σp², the chance that two draws differ in class. `surviving_classes` counts the classes
 * left, `rarest_class_survival` is 1 while the rarest of the real ones is among them; `entropy` is in nats; `hellinger`
 * is the distance from the real shares.
 */
const METRICS = ['diversity', 'surviving_classes', 'rarest_class_survival', 'entropy', 'hellinger'] as const;

/**
 * Classes and their shares: a fit is the shares counted in the training set, a class that is not drawn is lost. Sampling
 * bias λ draws from shares p^(1/λ), normalised: what multiplying a normal distribution's variance by λ does to its density.
 *
 * Shumailov, I. et al. (2024). AI models collapse when trained on recursively generated data. Nature 631, 755–759.
 */
export function categoricalModel(options: Options): TheoryModel {
  return {
    name: 'categorical',
    metrics: METRICS,
    check: (sets) => requireItems(sets, 1),
    run: (sets, rng) => runLoop(sets, options, rng),
    predict: (sets) => predict(sets, options),
  };
}

function runLoop(sets: readonly TrainingSet[], { probabilities, bias }: Options, rng: Rng): Float64Array {
  const rarest = probabilities.indexOf(Math.min(...probabilities));
  const fits: Float64Array[] = [];
  const labels = drawnRows(1, (batch) =>
    drawLabels(batch.source === 'real' ? probabilities : sharpened(fits[batch.source]!, batch, bias), batch.items, rng),
  );
  const measured: number[] = [];
  for (const set of sets) {
    const shares = new Float64Array(probabilities.length);
    const size = setSize(set);
    for (const batch of labels.of(set)) for (const label of batch) shares[label]! += 1 / size;
    fits.push(shares);
    measured.push(...measure(shares, probabilities, rarest));
  }
  return Float64Array.from(measured);
}

function sharpened(shares: Float64Array, batch: Batch, usual: number): Float64Array {
  const bias = biasOf(batch, usual);
  if (bias === 1) return shares;
  const largest = Math.max(...shares);
  const powers = shares.map((share) => (share / largest) ** (1 / bias));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function drawLabels(shares: ArrayLike<number>, items: number, rng: Rng): Float64Array {
  const cumulative = new Float64Array(shares.length);
  let sum = 0;
  let last = 0;
  for (let k = 0; k < shares.length; k++) {
    sum += shares[k]!;
    cumulative[k] = sum;
    if (shares[k]! > 0) last = k;
  }
  return Float64Array.from({ length: items }, () => Math.min(last, firstAbove(cumulative, rng.uniform() * sum)));
}

/** The first position whose value lies above the limit; length if there is none. */
function firstAbove(rising: Float64Array, limit: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function measure(shares: Float64Array, probabilities: readonly number[], rarest: number): number[] {
  let squares = 0;
  let classes = 0;
  let entropy = 0;
  for (const share of shares) {
    squares += share * share;
    if (share === 0) continue;
    classes += 1;
    entropy -= share * Math.log(share);
  }
  return [1 - squares, classes, shares[rarest]! > 0 ? 1 : 0, entropy, hellingerDistance(shares, probabilities)];
}

/**
 * A one-hot vector has variance 1 − Σp² in all, so diversity is the spread of vectors fitted by maximum likelihood; it
 * shrinks by 1 − 1/n where n draws replace everything. Survival is known for sets of real items alone.
 */
function predict(sets: readonly TrainingSet[], { probabilities, bias }: Options): (number | null)[][] {
  const realVariance = 1 - probabilities.reduce((sum, p) => sum + p * p, 0);
  const rule = { realVariance, ddof: 0, bias: 1, drawVariance: (variance: number) => variance } as const;
  const diversities = hasBias(sets, bias) ? null : predictSpread(sets, rule).map(({ variance }) => variance);
  return sets.map((set, generation) => {
    const isReal = set.batches.every((batch) => batch.source === 'real');
    const survival = (p: number) => 1 - (1 - p) ** setSize(set);
    const diversity = isReal ? realVariance * (1 - 1 / setSize(set)) : (diversities?.[generation] ?? null);
    return [
      diversity,
      isReal ? probabilities.reduce((sum, p) => sum + survival(p), 0) : null,
      isReal ? survival(Math.min(...probabilities)) : null,
      null,
      null,
    ];
  });
}
