import type { ChangeParts } from '../../core/cohort-tables.ts';
import { type Month, monthFromInstant, textFromMonth } from '../../core/month.ts';
import type { Measure } from '../../core/trend-tables.ts';
import type { IndexedActivity } from '../spans.ts';
import { type CohortWindow, monthsIn } from './windows.ts';

/**
 * Takes the month-on-month change of a total apart, exactly: change = entry + reactivation − exit − intensity, where
 * entry is of artists whose first upload is of this month, reactivation of earlier ones who were silent last month,
 * exit what those brought last month who are silent now, and intensity what artists active in both did less.
 * "Exit" is silence, for good or for a month.
 *
 * @param knownTo last month for which every artist's history was read; later months have no parts
 * @returns one row a month shown and measure
 */
export function decomposition(
  activity: IndexedActivity,
  artists: Uint32Array,
  shown: CohortWindow,
  knownTo: Month,
): ChangeParts[] {
  const months = monthsIn(shown);
  const sums = { artists: new PartSums(months), uploads: new PartSums(months) };
  for (const artist of artists) {
    const entry = monthFromInstant(activity.firstUploadAt[artist]!);
    let before: Month | null = null;
    let uploadsBefore = 0;
    for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
      const month = activity.month[row]!;
      const uploads = activity.uploads[row]!;
      if (before !== null && before + 1 < month) {
        sums.artists.add('exit', before + 1 - shown.from, 1);
        sums.uploads.add('exit', before + 1 - shown.from, uploadsBefore);
      }
      const i = month - shown.from;
      if (before !== null && before + 1 === month) sums.uploads.add('intensity', i, uploadsBefore - uploads);
      else {
        const part = month === entry ? 'entry' : 'reactivation';
        sums.artists.add(part, i, 1);
        sums.uploads.add(part, i, uploads);
      }
      before = month;
      uploadsBefore = uploads;
    }
    if (before !== null) {
      sums.artists.add('exit', before + 1 - shown.from, 1);
      sums.uploads.add('exit', before + 1 - shown.from, uploadsBefore);
    }
  }
  return (['artists', 'uploads'] as const).flatMap((measure) =>
    Array.from({ length: months }, (_, i) => partsOf(sums[measure], shown.from + i, i, measure, knownTo)),
  );
}

type Part = 'entry' | 'reactivation' | 'exit' | 'intensity';

class PartSums {
  readonly #sums: Readonly<Record<Part, Float64Array>>;

  constructor(months: number) {
    const zeros = () => new Float64Array(months);
    this.#sums = { entry: zeros(), reactivation: zeros(), exit: zeros(), intensity: zeros() };
  }

  /** Months outside the window are left out. */
  add(part: Part, month: number, amount: number): void {
    const sums = this.#sums[part];
    if (month >= 0 && month < sums.length) sums[month] = sums[month]! + amount;
  }

  at(part: Part, month: number): number {
    return this.#sums[part][month]!;
  }
}

function partsOf(sums: PartSums, month: Month, i: number, measure: Measure, knownTo: Month): ChangeParts {
  const row = { month: textFromMonth(month), measure };
  if (month > knownTo) return { ...row, change: null, entry: null, reactivation: null, exit: null, intensity: null };
  const [entry, reactivation, exit, intensity] = [
    sums.at('entry', i),
    sums.at('reactivation', i),
    sums.at('exit', i),
    sums.at('intensity', i),
  ];
  return { ...row, change: entry + reactivation - exit - intensity, entry, reactivation, exit, intensity };
}
