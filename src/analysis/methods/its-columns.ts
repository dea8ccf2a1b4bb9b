import type { Month } from '../../core/month.ts';

const MONTHS_A_YEAR = 12;

/** Something that may have changed a series, given beforehand, not searched for. */
export interface Intervention {
  readonly id: string;
  /** First month of its onset. */
  readonly from: Month;
  /** Last month of its onset; the level rises evenly from `from` to `to`. Equal to `from` for a step. */
  readonly to: Month;
}

/**
 * The regressors of an interrupted series beside its intercept: `trend`, for each intervention `level:<id>` and
 * `slope:<id>`, `pulse:<month>`, and `cos:<k>` and `sin:<k>` of the year.
 *
 * @param months length n, rising
 * @param harmonics whole number from 0 to 5
 * @returns columns of length n
 * @throws RangeError if an intervention ends before it begins or the harmonics are out of range
 */
export function itsColumns(
  months: ArrayLike<Month>,
  interventions: readonly Intervention[],
  pulses: readonly Month[],
  harmonics: number,
): { readonly name: string; readonly column: Float64Array }[] {
  if (!(Number.isSafeInteger(harmonics) && harmonics >= 0 && harmonics <= 5)) {
    throw new RangeError(`harmonics must be a whole number from 0 to 5, got ${harmonics}`);
  }
  for (const { id, from, to } of interventions) {
    if (!(to >= from)) throw new RangeError(`intervention ${id} must not end before it begins, got ${from} to ${to}`);
  }
  const first = months[0] ?? 0;
  const named = (name: string, value: (month: Month) => number) => ({ name, column: Float64Array.from(months, value) });
  const changes = interventions.flatMap(({ id, from, to }) => [
    named(`level:${id}`, (month) => Math.min(1, Math.max(0, (month - from + 1) / (to - from + 1)))),
    named(`slope:${id}`, (month) => Math.max(0, month - to)),
  ]);
  const season = Array.from({ length: harmonics }, (_, i) => {
    const angle = (month: Month) => (2 * Math.PI * (i + 1) * (month - first)) / MONTHS_A_YEAR;
    return [
      named(`cos:${i + 1}`, (month) => Math.cos(angle(month))),
      named(`sin:${i + 1}`, (month) => Math.sin(angle(month))),
    ];
  });
  return [
    named('trend', (month) => month - first),
    ...changes,
    ...pulses.map((pulse) => named(`pulse:${pulse}`, (month) => (month === pulse ? 1 : 0))),
    ...season.flat(),
  ];
}
