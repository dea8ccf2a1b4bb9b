import type { LabelSums } from '../../../../src/core/shares.ts';

/** Sums of a month from each artist's [labelled, yes, assisted]. */
export function sumsOf(
  month: number,
  artists: readonly (readonly [number, number, number])[],
  fields: Partial<LabelSums> = {},
): LabelSums {
  const sum = (value: (n: number, y: number, a: number) => number) =>
    artists.reduce((total, [n, y, a]) => total + value(n, y, a), 0);
  const labelled = sum((n) => n);
  return {
    site: 'danbooru',
    month,
    labelRegime: 'danbooru-tags',
    uploads: labelled,
    labelled,
    yes: sum((_, y) => y),
    assisted: sum((_, __, a) => a),
    artists: artists.filter(([n]) => n > 0).length,
    labelledSquared: sum((n) => n * n),
    labelledYes: sum((n, y) => n * y),
    labelledAssisted: sum((n, _, a) => n * a),
    yesSquared: sum((_, y) => y * y),
    yesAssisted: sum((_, y, a) => y * a),
    assistedSquared: sum((_, __, a) => a * a),
    ...fields,
  };
}
