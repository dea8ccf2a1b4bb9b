import { type Month, monthFromText, textFromMonth } from '../core/month.ts';
import type { MonthlyShare } from '../core/shares.ts';
import type { MonthShare } from './schedules/flows.ts';

/** Image generators that anyone can run are out from this month on (Stable Diffusion, 22 August 2022). */
const GENERATORS_OUT = monthFromText('2022-08');

/**
 * Gives every month of one site a share: months without a known one get 0 before August 2022, and from then on the
 * site's first known share.
 *
 * @param rows the site's months, sorted
 * @param used months that a schedule takes; only what is assumed about these is put into words
 * @returns null if the site has no known share from August 2022 on
 */
export function fillShares(
  rows: readonly MonthlyShare[],
  used: { readonly from: Month; readonly to: Month },
): { readonly months: readonly MonthShare[]; readonly assumptions: readonly string[] } | null {
  const firstKnown = rows.find((row) => row.month >= GENERATORS_OUT && row.share !== null);
  if (firstKnown === undefined || firstKnown.share === null) return null;
  const { share: firstShare, site } = firstKnown;
  const taken = rows.filter((row) => row.month >= used.from && row.month <= used.to && row.uploads > 0);
  const months = taken.map(({ month, uploads, share }) => ({
    month,
    uploads,
    share: share ?? (month < GENERATORS_OUT ? 0 : firstShare),
  }));

  const assumptions: string[] = [];
  const unknown = taken.filter((row) => row.share === null).map((row) => row.month);
  const before = unknown.filter((month) => month < GENERATORS_OUT);
  const after = unknown.filter((month) => month >= GENERATORS_OUT);
  if (before.length > 0) {
    assumptions.push(`${site}: ${monthsInWords(before)} without a known share before August 2022: taken as share 0.`);
  }
  if (after.length > 0) {
    assumptions.push(
      `${site}: ${monthsInWords(after)} without a known share from August 2022 on: taken as the site's first known ` +
        `share, ${firstShare.toFixed(4)} of ${textFromMonth(firstKnown.month)}.`,
    );
  }
  return { months, assumptions: [...assumptions, ...labelAssumptions(site, taken)] };
}

/** @example monthsInWords([612, 613, 615]) // => '3 months (2021-01 to 2021-02, 2021-04)' */
export function monthsInWords(months: readonly Month[]): string {
  const runs: { from: Month; to: Month }[] = [];
  for (const month of months) {
    const last = runs.at(-1);
    if (last !== undefined && month === last.to + 1) last.to = month;
    else runs.push({ from: month, to: month });
  }
  const spans = runs.map(({ from, to }) =>
    from === to ? textFromMonth(from) : `${textFromMonth(from)} to ${textFromMonth(to)}`,
  );
  return `${months.length} ${months.length === 1 ? 'month' : 'months'} (${spans.join(', ')})`;
}

function labelAssumptions(site: string, taken: readonly MonthlyShare[]): string[] {
  const known = taken.filter((row) => row.share !== null);
  const uploads = sum(known.map((row) => row.uploads));
  const unlabelled = uploads - sum(known.map((row) => row.labelled));
  const assisted = sum(known.map((row) => row.assisted));
  const assumptions: string[] = [];
  if (unlabelled > 0) {
    assumptions.push(
      `${site}: ${count(unlabelled)} of ${count(uploads)} works in months with a known share have no label: ` +
        "taken to have their month's share.",
    );
  }
  if (assisted > 0) assumptions.push(`${site}: ${count(assisted)} works labelled assisted: taken as not generated.`);
  return assumptions;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
