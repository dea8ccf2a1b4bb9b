import type { Rng } from '../../core/rng.ts';

/** How long artists stay, in months. */
export type Careers =
  /** Everyone's chance to leave is the same every month. */
  | { readonly kind: 'exponential'; readonly mean: number }
  /** Shape below 1: most leave soon and a few stay for decades. */
  | { readonly kind: 'weibull'; readonly shape: number; readonly scale: number }
  | { readonly kind: 'endless' };

/** One career length in months, > 0, by inversion; infinite where nobody leaves. */
export function drawCareer(careers: Careers, rng: Rng): number {
  switch (careers.kind) {
    case 'exponential':
      return -careers.mean * Math.log(1 - rng.uniform());
    case 'weibull':
      return careers.scale * (-Math.log(1 - rng.uniform())) ** (1 / careers.shape);
    case 'endless':
      return Number.POSITIVE_INFINITY;
    default:
      return careers satisfies never;
  }
}
