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
 * @returns ordered by cutoff as given, then site, juniors first; a cohort nobody belongs to has no row
 * @throws RangeError if the window ends before it starts
 */
export async function readCohortMonths(
  connection: DuckDBConnection,
  { from, to, cutoffs, sites }: CohortMonthsOptions,
): Promise<CohortMonths[]> {
  if (to < from) throw new RangeError(`to must not lie before from, got ${from} to ${to}`);
  const wanted = sites === undefined ? null : listValue([...sites]);
  const months = to - from + 1;
  await connection.run(
    markMonths(Math.ceil(months / WORD_MONTHS)),
    { from, to, sites: wanted },
    { sites: LIST(VARCHAR) },
  );
  const cohorts: CohortMonths[] = [];
  for (const cutoff of cutoffs) {
    const rows = await select<Omit<CohortMonths, 'cutoff'>>(connection, countMonths(months), { cutoff });
    cohorts.push(...rows.map((row) => ({ ...row, cutoff })));
  }
  return cohorts;
}

/**
 * One row an artist: the month of the first upload, and a bit for each month of the window with an upload. The only
 * pass over the uploads; every cutoff is counted from its rows.
 */
const markMonths = (words: number) => `
CREATE OR REPLACE TEMP TABLE active_months AS
WITH marked AS (
  SELECT site, artist_id, min(number) AS first_month, ${listed(words, wordOf)}
  FROM (SELECT site, artist_id, ${MONTH_NUMBER} AS number FROM uploads)
  GROUP BY site, artist_id
)
SELECT marked.site, marked.first_month, ${listed(words, (word) => `coalesce(marked.word_${word}, 0) AS word_${word}`)}
FROM marked
JOIN frontier USING (site, artist_id)
WHERE ($sites IS NULL OR list_contains($sites, marked.site))
  AND (
    frontier.state IN ('complete', 'partial')
    OR (frontier.state = 'gone' AND EXISTS (
      FROM passes
      WHERE passes.site = frontier.site AND passes.artist_id = frontier.artist_id
        AND passes.kind = 'full' AND passes.outcome = 'whole'
    ))
  )`;

function wordOf(word: number): string {
  const start = `$from + ${word * WORD_MONTHS}`;
  return `bit_or(
    CASE WHEN number BETWEEN ${start} AND least(${start} + ${WORD_MONTHS - 1}, $to) THEN 1::BIGINT << (number - (${start})) END
  ) AS word_${word}`;
}

const countMonths = (months: number) => `
SELECT
  site,
  first_month < $cutoff AS "isSenior",
  [${listed(months, (i) => `sum((word_${Math.floor(i / WORD_MONTHS)} >> ${i % WORD_MONTHS}) & 1)::INTEGER`)}] AS artists
FROM active_months
GROUP BY ALL
ORDER BY site, "isSenior"`;

function listed(count: number, sql: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => sql(index)).join(', ');
}
