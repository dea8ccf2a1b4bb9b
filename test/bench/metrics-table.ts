/** Computes every number with a known value, prints the table, and keeps it in docs/reference/metrics.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { errorOf, type Vector, vectors } from '../unit/loop/metrics/vectors.ts';
import { theoryVectors } from './metrics-theory.ts';

const PAGE = new URL('../../docs/reference/metrics.md', import.meta.url);
const TABLE = /(<!-- vectors:begin[^\n]*\n)[\s\S]*(<!-- vectors:end -->)/;

const rows = await Promise.all([...vectors, ...theoryVectors].map(measure));
const head = ['metric', 'of', 'value', 'reference', 'error', 'tolerance', 'source'];
const rule = ['---', '---', '--:', '--:', '--:', '--:', '---'];
const table = [head, rule, ...rows.map(({ cells }) => cells)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
console.log(table);

const page = readFileSync(PAGE, 'utf8');
if (!TABLE.test(page)) throw new Error(`${PAGE.pathname} must hold the markers vectors:begin and vectors:end`);
writeFileSync(
  PAGE,
  page.replace(TABLE, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`),
);

const missed = rows.filter(({ isMet }) => !isMet);
for (const { cells } of missed) console.error(`${cells[0]} of ${cells[1]} is ${cells[2]}, expected ${cells[3]}`);
if (missed.length > 0) process.exitCode = 1;

async function measure({ metric, of, reference, tolerance, source, value }: Vector) {
  const measured = await value();
  const error = errorOf(measured, reference);
  const cells = [
    metric,
    of,
    digits(measured),
    digits(reference),
    error.toExponential(1),
    tolerance === 0 ? '0' : tolerance.toExponential(0),
    source,
  ];
  return { cells, isMet: error <= tolerance };
}

/** Ten decimals at most; rounding to zero leaves no sign. */
function digits(value: number): string {
  return String(Number(value.toFixed(10)) + 0);
}
