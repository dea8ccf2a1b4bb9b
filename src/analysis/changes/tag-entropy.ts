import type { EntropyPoint, TagFrequency } from '../../core/change-tables.ts';
import type { Month } from '../../core/month.ts';

/**
 * Shannon entropy of tag use in bits, from how many tags were used how often, with the Miller–Madow correction
 * (k − 1) / 2N for k tags and N uses. It mends the first order of the downward bias only: with most tags used once the
 * result is still too low, and months with fewer uses more so.
 *
 * Miller, G. A. (1955). Note on the bias of information estimates. In Information Theory in Psychology, 95–100.
 *
 * @param frequencies of one month and group: each number of uses once
 * @returns nulls without uses
 * @example tagEntropy([{ uses: 5, tags: 2 }]) // => { bits: 1.0721, correction: 0.0721, uses: 10 }
 */
export function tagEntropy(frequencies: readonly { readonly uses: number; readonly tags: number }[]): {
  readonly bits: number | null;
  readonly correction: number | null;
  readonly uses: number;
} {
  let uses = 0;
  let tags = 0;
  for (const frequency of frequencies) {
    uses += frequency.uses * frequency.tags;
    tags += frequency.tags;
  }
  if (uses === 0) return { bits: null, correction: null, uses: 0 };
  const plain = frequencies.reduce((sum, { uses: each, tags: count }) => {
    const share = each / uses;
    return sum - count * share * Math.log2(share);
  }, 0);
  const correction = (tags - 1) / (2 * uses * Math.LN2);
  return { bits: plain + correction, correction, uses };
}

const GROUPS = ['senior', 'junior', 'all'] as const;

/** Entropy of each month and group of one site; juniors from the cutoff on. */
export function entropySeries(
  frequencies: readonly TagFrequency[],
  { from, to, cutoff }: { readonly from: Month; readonly to: Month; readonly cutoff: Month },
): EntropyPoint[] {
  const groups = Map.groupBy(frequencies, ({ group, month }) => `${group} ${month}`);
  return GROUPS.flatMap((group) => {
    const first = group === 'junior' ? Math.max(from, cutoff) : from;
    return Array.from({ length: Math.max(0, to - first + 1) }, (_, i) => {
      const month = first + i;
      return { month, group, ...tagEntropy(groups.get(`${group} ${month}`) ?? []) };
    });
  });
}
