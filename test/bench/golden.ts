/** Compares every method with its reference numbers, prints the table, and keeps it in docs/reference/statistics.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { panelChecks } from '../support/golden-panel.ts';
import { seriesChecks } from '../support/golden-series.ts';
import { goldenTable, worstByMethod } from '../support/golden-table.ts';

const PAGE = new URL('../../docs/reference/statistics.md', import.meta.url);
const TABLE = /(<!-- golden:begin[^\n]*\n)[\s\S]*(<!-- golden:end -->)/;

const rows = worstByMethod([...seriesChecks, ...panelChecks]);
const table = goldenTable(rows);
console.log(table);

const page = readFileSync(PAGE, 'utf8');
if (!TABLE.test(page)) throw new Error(`${PAGE.pathname} must hold the markers golden:begin and golden:end`);
writeFileSync(
  PAGE,
  page.replace(TABLE, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`),
);

const failed = rows.filter(({ missed }) => missed.length > 0);
for (const { method, missed } of failed) console.error(`${method} misses ${missed.join(', ')}`);
if (failed.length > 0) process.exitCode = 1;
