import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { TaggedWork, VendiSeries } from '../../core/change-tables.ts';
import type { Month } from '../../core/month.ts';

/**
 * Vendi score: the effective number of different works, exp of the entropy of the eigenvalues of K / n, where K holds the
 * works' similarities. Here the similarity of two works is the cosine of their sets of tags, |A ∩ B| / √(|A|·|B|), which
 * is positive semidefinite with ones on the diagonal, as the score needs.
 *
 * Friedman, D. & Dieng, A. B. (2023). The Vendi score: a diversity evaluation metric for machine learning. TMLR.
 *
 * @param works tags of each work, without repetition and not empty; length n ≥ 1
 * @returns in [1, n]
 * @throws RangeError without works or with a work without tags
 * @example vendiScore([['cat'], ['cat'], ['dog'], ['dog']]) // => 2
 */
export function vendiScore(works: readonly (readonly string[])[]): number {
  const n = works.length;
  if (n === 0 || works.some((tags) => tags.length === 0)) {
    throw new RangeError('the Vendi score needs works, each with tags');
  }
  const sets = works.map((tags) => new Set(tags));
  const similarity = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let shared = 0;
      for (const tag of sets[i]!) if (sets[j]!.has(tag)) shared++;
      const value = shared / Math.sqrt(sets[i]!.size * sets[j]!.size) / n;
      similarity.set(i, j, value);
      similarity.set(j, i, value);
    }
  }
  const { realEigenvalues } = new EigenvalueDecomposition(similarity, { assumeSymmetric: true });
  const entropy = realEigenvalues.reduce((sum, value) => (value > 1e-12 ? sum - value * Math.log(value) : sum), 0);
  return Math.exp(entropy);
}

/** Fewer works say too little to be worth a point. */
const LEAST_WORKS = 20;

/**
 * Vendi score of each month of a site, all from the same number of works, because the score grows with it: so many
 * that nine in ten months of at least 20 works have them. Months with fewer have none.
 *
 * @param drawn works of the months, in random order within each
 */
export function vendiSeries(
  drawn: readonly TaggedWork[],
  { from, to }: { readonly from: Month; readonly to: Month },
): VendiSeries {
  const byMonth = Map.groupBy(drawn, ({ month }) => month);
  const months = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const sizes = months.map((month) => byMonth.get(month)?.length ?? 0).filter((size) => size >= LEAST_WORKS);
  const works = sizes.length === 0 ? null : sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 10)]!;
  const points = months.map((month) => {
    const ofMonth = byMonth.get(month) ?? [];
    const score =
      works === null || ofMonth.length < works ? null : vendiScore(ofMonth.slice(0, works).map(({ tags }) => tags));
    return { month, score };
  });
  const missing = points.filter(({ score }) => score === null).length;
  const reason =
    works === null
      ? `no month has ${LEAST_WORKS} works with tags`
      : missing === 0
        ? ''
        : `${missing} of ${months.length} months have fewer than ${works} works with tags`;
  return { works, points, reason };
}
