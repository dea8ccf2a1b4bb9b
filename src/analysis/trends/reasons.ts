import type { Degeneracy } from '../methods/degeneracy.ts';
import type { NoFit } from '../methods/no-fit.ts';

const REASONS: Readonly<Record<Degeneracy | NoFit['cause'], string>> = {
  'too-few-months': 'there are too few months',
  constant: 'all months have the same value',
  'exact-fit': 'the model goes through every month, so nothing is left to judge errors by',
  collinear: 'some terms of the model cannot be told apart in these months',
  'no-variance': 'the correction for autocorrelation leaves no variance',
  'near-the-end': 'there are fewer than 6 months on one side of it',
  'too-few-data': 'there are too few data',
  'no-events': 'there are no uploads',
  separated: 'a term has no finite value, as its months have no uploads',
  'not-converged': 'the fit did not converge',
  'not-overdispersed': 'the counts vary no more than Poisson counts do',
};

/** Why a method gave no number, for a reader. */
export function reasonWords(reason: Degeneracy | NoFit['cause'] | null): string | null {
  return reason === null ? null : REASONS[reason];
}
