import type { NoFit } from '../../src/analysis/methods/no-fit.ts';

/** The fit, which the test's data must allow. */
export function fitOf<Fit extends { readonly kind: 'fit' }>(result: Fit | NoFit): Fit {
  if (result.kind === 'no-fit') throw new Error(result.reason);
  return result;
}
