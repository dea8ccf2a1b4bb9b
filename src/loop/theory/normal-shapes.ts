import { digamma, logGamma } from '../../core/math/gamma.ts';
import { setSize, type TrainingSet } from '../policies.ts';
import { biasOf } from './drawn-batches.ts';

/** Expectations of a normal fit that are not linear in its variance. */
export interface Shape {
  /** E σ; null in more than one dimension, where no closed form is known. */
  readonly sd: number | null;
  /** E ln det Σ. */
  readonly logDeterminant: number;
}

export interface ShapeRule {
  readonly dimensions: number;
  readonly ddof: 0 | 1;
  /** Sampling bias of batches that name none. */
  readonly bias: number;
}

/**
 * Exact expected shapes along chains of sets that each come from a single distribution, starting at N(0, I): there the
 * covariance is a product of independent Wishart factors, and its determinant one of independent chi-squares.
 *
 * Anderson, T. W. (2003). An Introduction to Multivariate Statistical Analysis, 3rd ed., theorem 7.5.3.
 *
 * @param sets training sets by generation, each of more than `dimensions` items; length G + 1
 * @returns one entry a set; null for a set of mixed origin, and for what is drawn from its fit
 */
export function predictShapes(sets: readonly TrainingSet[], rule: ShapeRule): (Shape | null)[] {
  const { dimensions, ddof } = rule;
  const shapes: (Shape | null)[] = [];
  for (const set of sets) {
    const [first, ...others] = set.batches;
    const source = first!.source;
    const bias = source === 'real' ? 1 : biasOf(first!, rule.bias);
    const parent = source === 'real' ? START : shapes[source]!;
    const isMixed = others.some(
      (batch) => batch.source !== source || (source !== 'real' && biasOf(batch, rule.bias) !== bias),
    );
    if (isMixed || parent === null) {
      shapes.push(null);
      continue;
    }
    const size = setSize(set);
    let logDeterminant = parent.logDeterminant + dimensions * (Math.log(bias) - Math.log((size - ddof) / 2));
    for (let j = 1; j <= dimensions; j++) logDeterminant += digamma((size - j) / 2);
    const sd =
      dimensions === 1 && parent.sd !== null
        ? parent.sd * Math.sqrt((bias * (size - 1)) / (size - ddof)) * c4(size)
        : null;
    shapes.push({ sd, logDeterminant });
  }
  return shapes;
}

const START: Shape = { sd: 1, logDeterminant: 0 };

/**
 * E s / σ for the unbiased standard deviation s of n normal draws: √(2/(n−1)) · Γ(n/2) / Γ((n−1)/2).
 *
 * @param n >= 2
 * @example c4(10) // => 0.9726592741
 */
export function c4(n: number): number {
  return Math.sqrt(2 / (n - 1)) * Math.exp(logGamma(n / 2) - logGamma((n - 1) / 2));
}
