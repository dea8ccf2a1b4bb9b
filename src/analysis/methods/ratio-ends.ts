import type { Coefficient } from './coefficients.ts';

/** Ends of a ratio's interval from those of its logarithm; null where they are not known or have no finite ratio. */
export function ratioEnds({ low, high }: Pick<Coefficient, 'low' | 'high'>): {
  readonly low: number | null;
  readonly high: number | null;
} {
  return { low: finiteExp(low), high: finiteExp(high) };
}

function finiteExp(value: number | null): number | null {
  if (value === null) return null;
  const ratio = Math.exp(value);
  return Number.isFinite(ratio) ? ratio : null;
}
