import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Month } from '../core/month.ts';
import { select } from './connection.ts';
import { MONTH_NUMBER } from './month-number.ts';

export interface CohortMonthsOptions {
  /** First and last month, both included. */
  readonly from: Month;
  readonly to: Month;
  /** Seniors uploaded before this month; any number of cutoffs costs one pass over the uploads. */
  readonly cutoffs: readonly Month[];
  /** Take these sites only. @default all */
  readonly sites?: readonly string[];
}

/** How many artists of a cohort uploaded something, by month. */
export interface CohortMonths {
  readonly site: string;
  readonly cutoff: Month;
  readonly isSenior: boolean;
  /** One a month of the window. Months after the artists' histories were read are counted low. */
  readonly artists: readonly number[];
}

/** Months in one BIGINT, a bit each, the sign bit left free. */
const WORD_MONTHS = 60;

/**
 * Active artists by month and cohort, without the counts of their uploads: several times cheaper than an Activity.
 * The artists are the same. Call it inside a transaction.
 *
 * @returns ordered by cutoff as given, then site, juniors first; both cohorts of each site with an upload in the window
 * @throws RangeError if the window ends before it starts
 */
export async function readCohortMonths(
  connection: DuckDBConnection,
  { from, to, cutoffs, sites }: CohortMonthsOptions,
): Promise<CohortMonths[]> {
  if (to < from) throw new RangeError(`to must not lie before from, got ${from} to ${to}`);
  const months = to - from + 1;
  const wanted = sites === undefined ? null : listValue([...sites]);
  const entries = await select<Entry>(
    connection,
    countEntries(months),
    { from, sites: wanted },
    { sites: LIST(VARCHAR) },
  );
  const bySite = Map.groupBy(entries, ({ site }) => site);
  return cutoffs.flatMap((cutoff) =>
    [...bySite].flatMap(([site, own]) =>
      [false, true].map((isSenior) => {
        const cohort = own.filter(({ firstMonth }) => firstMonth < cutoff === isSenior);
        return { site, cutoff, isSenior, artists: sumOf(cohort, months) };
      }),
    ),
  );
}

/** Active artists by month of those who began in one month. */
interface Entry {
  readonly site: string;
  readonly firstMonth: Month;
  readonly artists: readonly number[];
}

function sumOf(entries: readonly Entry[], months: number): number[] {
  return entries.reduce(
    (sums, { artists }) => sums.map((sum, month) => sum + artists[month]!),
    Array<number>(months).fill(0),
  );
}

/** The only pass over the uploads gives each artist the first month, and a bit for each month of the window. */
const countEntries = (months: number) => `
WITH marked AS (
  SELECT site, artist_id, min(number) AS first_month, ${wordsOf(months).map(markMonths).join(', ')}
  FROM (SELECT site, artist_id, ${MONTH_NUMBER} AS number FROM uploads)
  WHERE $sites IS NULL OR list_contains($sites, site)
  GROUP BY site, artist_id
  HAVING ${wordsOf(months)
    .map((_, word) => `word_${word} <> 0`)
    .join(' OR ')}
), known AS (
  SELECT site, artist_id
  FROM frontier
  WHERE state IN ('complete', 'partial')
  UNION ALL
  SELECT site, artist_id
  FROM frontier
  SEMI JOIN (FROM passes WHERE kind = 'full' AND outcome = 'whole') USING (site, artist_id)
  WHERE state = 'gone'
)
SELECT site, first_month AS "firstMonth", [${wordsOf(months).flatMap(countMonths).join(', ')}] AS artists
FROM marked
JOIN known USING (site, artist_id)
GROUP BY site, first_month
ORDER BY site`;

/** How many months each word holds. */
function wordsOf(months: number): number[] {
  return Array.from({ length: Math.ceil(months / WORD_MONTHS) }, (_, word) =>
    Math.min(WORD_MONTHS, months - word * WORD_MONTHS),
  );
}

/** The first month has the highest bit. A shift to the right by less than 0 or past the last bit gives 0. */
function markMonths(length: number, word: number): string {
  return `bit_or((1::BIGINT << ${length - 1}) >> (number - ($from + ${word * WORD_MONTHS}))) AS word_${word}`;
}

function countMonths(length: number, word: number): string[] {
  return Array.from({ length }, (_, month) => `sum(((word_${word} >> ${length - 1 - month}) & 1)::INTEGER)::INTEGER`);
}
