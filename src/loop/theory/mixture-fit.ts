/** A mixture of one-dimensional normal distributions; arrays of one length, weights summing to 1. */
export interface Mixture {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

const MAX_STEPS = 100;
/** Gain in log-likelihood per item below which EM stops. */
const TOLERANCE = 1e-5;
/** A component that explains fewer items than this is dead. */
const LEAST_ITEMS = 2;
/** So is one whose variance is below this part of all items' variance: it sits on a point. */
const LEAST_VARIANCE = 1e-6;

/**
 * Maximum-likelihood mixture by expectation–maximisation, from equal slices of the sorted items. Dead components are
 * dropped, which the items feel only through the next step's responsibilities, and steps go on without them.
 *
 * Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM algorithm.
 * JRSS B 39, 1–38.
 *
 * @param items length n >= 2
 * @param components the most there may be
 * @returns the mixture after an M-step: its mean and variance are those of the items
 */
export function fitMixture(items: Float64Array, components: number): Mixture {
  const total = sliceMixture(items, 1);
  let fit = alive(sliceMixture(items.toSorted(), components), total, items.length);
  let before = Number.NEGATIVE_INFINITY;
  for (let step = 1; ; step++) {
    const { mixture, logLikelihood } = emStep(items, fit);
    const kept = alive(mixture, total, items.length);
    const isSettled = logLikelihood - before < TOLERANCE * items.length || step >= MAX_STEPS;
    if (kept.weights.length === mixture.weights.length && isSettled) return mixture;
    before = kept.weights.length === mixture.weights.length ? logLikelihood : Number.NEGATIVE_INFINITY;
    fit = kept;
  }
}

/** One component a slice of equally many consecutive items. */
function sliceMixture(items: Float64Array, components: number): Mixture {
  const weights = new Float64Array(components);
  const means = new Float64Array(components);
  const variances = new Float64Array(components);
  for (let k = 0; k < components; k++) {
    const from = Math.floor((k * items.length) / components);
    const slice = items.subarray(from, Math.floor(((k + 1) * items.length) / components));
    weights[k] = slice.length / items.length;
    means[k] = slice.reduce((sum, item) => sum + item, 0) / slice.length;
    variances[k] = slice.reduce((sum, item) => sum + (item - means[k]!) ** 2, 0) / slice.length;
  }
  return { weights, means, variances };
}

/** Without the dead components; with one for all items if none is alive. */
function alive(mixture: Mixture, total: Mixture, items: number): Mixture {
  const { weights, means, variances } = mixture;
  const isAlive = (k: number) =>
    weights[k]! * items >= LEAST_ITEMS && variances[k]! >= LEAST_VARIANCE * total.variances[0]!;
  const kept = [...weights.keys()].filter(isAlive);
  if (kept.length === 0) return total;
  if (kept.length === weights.length) return mixture;
  const sum = kept.reduce((all, k) => all + weights[k]!, 0);
  return {
    weights: Float64Array.from(kept, (k) => weights[k]! / sum),
    means: Float64Array.from(kept, (k) => means[k]!),
    variances: Float64Array.from(kept, (k) => variances[k]!),
  };
}

function emStep(
  items: Float64Array,
  { weights, means, variances }: Mixture,
): { mixture: Mixture; logLikelihood: number } {
  const count = weights.length;
  const logScales = weights.map((weight, k) => Math.log(weight) - Math.log(2 * Math.PI * variances[k]!) / 2);
  const sums = new Float64Array(count);
  const firsts = new Float64Array(count);
  const responsibilities = new Float64Array(items.length * count);
  let logLikelihood = 0;
  items.forEach((item, i) => {
    const row = responsibilities.subarray(i * count, (i + 1) * count);
    for (let k = 0; k < count; k++) row[k] = logScales[k]! - (item - means[k]!) ** 2 / (2 * variances[k]!);
    const largest = Math.max(...row);
    let all = 0;
    for (let k = 0; k < count; k++) all += row[k] = Math.exp(row[k]! - largest);
    logLikelihood += largest + Math.log(all);
    for (let k = 0; k < count; k++) {
      row[k]! /= all;
      sums[k]! += row[k]!;
      firsts[k]! += row[k]! * item;
    }
  });
  const newMeans = firsts.map((first, k) => (sums[k]! === 0 ? 0 : first / sums[k]!));
  const seconds = new Float64Array(count);
  items.forEach((item, i) => {
    for (let k = 0; k < count; k++) seconds[k]! += responsibilities[i * count + k]! * (item - newMeans[k]!) ** 2;
  });
  return {
    mixture: {
      weights: sums.map((sum) => sum / items.length),
      means: newMeans,
      variances: seconds.map((second, k) => (sums[k]! === 0 ? 0 : second / sums[k]!)),
    },
    logLikelihood,
  };
}
