import type { DuckDBConnection } from '@duckdb/node-api';
import { type Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrowFromColumns } from '../../../src/store/arrow.ts';
import { selectColumns } from '../../../src/store/columns.ts';
import { connect, openInstance } from '../../../src/store/connection.ts';

/** More than one chunk of 2048 rows. */
const ROWS = 5003;
let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await connect(await openInstance(':memory:'));
  await connection.run("CREATE TYPE label AS ENUM ('yes', 'no', 'vielleicht')");
});
afterAll(() => connection.closeSync());

async function tableOf(sql: string): Promise<Table> {
  return arrowFromColumns(await selectColumns(connection, sql));
}

function values(table: Table, name: string): unknown[] {
  return [...table.getChild(name)!];
}

function numbered<T>(value: (i: number) => T): T[] {
  return Array.from({ length: ROWS }, (_, i) => value(i));
}

test.each<[type: string, sql: string, expected: (i: number) => unknown]>([
  ['TINYINT', 'i % 100', (i: number) => i % 100],
  ['SMALLINT', '5 - i', (i: number) => 5 - i],
  ['INTEGER', 'i - 3', (i: number) => i - 3],
  ['BIGINT', 'i * 10000000000', (i: number) => BigInt(i) * 10_000_000_000n],
  ['UTINYINT', 'i % 256', (i: number) => i % 256],
  ['USMALLINT', 'i * 13', (i: number) => i * 13],
  ['UINTEGER', 'i * 800000', (i: number) => i * 800_000],
  ['UBIGINT', 'i', (i: number) => BigInt(i)],
  ['FLOAT', 'i / 4', (i: number) => i / 4],
  ['DOUBLE', 'i / 10', (i: number) => i / 10],
  ['BOOLEAN', 'i % 3 = 0', (i: number) => i % 3 === 0],
  ['VARCHAR', "'霧' || i", (i: number) => `霧${i}`],
  ['label', "['yes', 'no', 'vielleicht'][i % 3 + 1]", (i: number) => ['yes', 'no', 'vielleicht'][i % 3]],
])('%s columns keep every value, with and without nulls', async (type, sql, expected) => {
  const table = await tableOf(`
    SELECT (${sql})::${type} AS whole, CASE WHEN i % 7 <> 2 THEN (${sql})::${type} END AS gaps
    FROM range(${ROWS}) rows(i)`);
  expect(values(table, 'whole')).toEqual(numbered(expected));
  expect(values(table, 'gaps')).toEqual(numbered((i) => (i % 7 === 2 ? null : expected(i))));
  expect([table.getChild('whole')!.nullCount, table.getChild('gaps')!.nullCount]).toEqual([0, 715]);
  const again = tableFromIPC(tableToIPC(table, 'file'));
  expect(values(again, 'gaps')).toEqual(values(table, 'gaps'));
});

test('chunks whose lengths are no multiple of 8 join without a gap', async () => {
  const chunks = [5, 2048, 3, 1, 1030].map((rows, chunk) =>
    selectColumns(
      connection,
      `SELECT i::INTEGER AS n, i % 2 = 0 AS flag, CASE WHEN ${chunk} <> 1 AND i % 3 = 0 THEN NULL ELSE i % 5 = 0 END AS gap
       FROM range(${rows}) rows(i)`,
    ),
  );
  const parts = await Promise.all(chunks);
  const table = arrowFromColumns({
    ...parts[0]!,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    chunks: parts.flatMap((part) => part.chunks),
  });
  const rows = [5, 2048, 3, 1, 1030].flatMap((length, chunk) => Array.from({ length }, (_, i) => ({ i, chunk })));
  expect(values(table, 'n')).toEqual(rows.map(({ i }) => i));
  expect(values(table, 'flag')).toEqual(rows.map(({ i }) => i % 2 === 0));
  expect(values(table, 'gap')).toEqual(rows.map(({ i, chunk }) => (chunk !== 1 && i % 3 === 0 ? null : i % 5 === 0)));
});

test.each([1, 255, 256, 257, 70_000])('an ENUM of %i values keeps its codes', async (size) => {
  await connection.run(`CREATE OR REPLACE TYPE size_${size} AS ENUM (SELECT 'v' || i FROM range(${size}) r(i))`);
  const table = await tableOf(`SELECT ('v' || i)::size_${size} AS v FROM range(${size}) r(i)`);
  expect(values(table, 'v')).toEqual(Array.from({ length: size }, (_, i) => `v${i}`));
});

test('times, days and lists come out as they went in', async () => {
  const table = await tableOf(`
    SELECT TIMESTAMP '1969-12-31 23:59:59.999' AS at, DATE '2021-02-01' AS day, ['a', '霧'] AS tags
    UNION ALL SELECT NULL, NULL, NULL`);
  expect(values(table, 'at').map((at) => at && Number(at))).toEqual([-1, null]);
  expect(values(table, 'day').map((day) => day && Number(day))).toEqual([Date.UTC(2021, 1, 1), null]);
  expect(values(table, 'tags').map((tags) => tags && [...(tags as string[])])).toEqual([['a', '霧'], null]);
});

test('a column that is null throughout, and a result without rows, are tables too', async () => {
  expect(values(await tableOf('SELECT NULL::DOUBLE AS n FROM range(9)'), 'n')).toEqual(Array(9).fill(null));
  expect((await tableOf('SELECT 1 AS n, true AS b WHERE false')).numRows).toBe(0);
});

test('a type without a counterpart is named with its column', async () => {
  await expect(tableOf('SELECT INTERVAL 1 DAY AS span')).rejects.toThrow(/span.*INTERVAL/);
});
