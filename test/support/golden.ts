import { readFileSync } from 'node:fs';

/** One comparison of a method with a block of reference numbers. */
export interface GoldenCheck {
  readonly method: string;
  /** Where the reference numbers stand in the fixture: `series/<name>/<block>`, or a block beside the series. */
  readonly block: string;
  /** The program that made them, and its version. */
  readonly reference: string;
  /** Greatest error allowed, absolute or relative, whichever is smaller. */
  readonly tolerance: number;
  /** Runs the method; the greatest error over all numbers of the block. */
  readonly error: () => number;
}

/** What a block holds once read from JSON; null stands for a number that is not defined. */
export type Plain = number | boolean | string | null | readonly Plain[] | { readonly [key: string]: Plain };

const FIXTURE = new URL('../fixtures/golden-stats.json', import.meta.url);

/** The reference numbers of scipy, statsmodels and R. */
export const GOLDEN = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
  readonly series: Readonly<Record<string, GoldenSeries>>;
} & Readonly<Record<string, Plain>>; // the fixture is our own file

export interface GoldenSeries {
  readonly x: readonly number[];
  readonly n: number;
  readonly ref: Readonly<Record<string, { readonly call: string; readonly value: Plain }>>;
}

/**
 * The greatest difference between a result and its reference, number by number: absolute or relative, whichever is
 * smaller. Infinite where one is defined and the other is not, or where their shapes differ.
 */
export function worstError(actual: unknown, expected: Plain): number {
  if (typeof expected === 'number') return typeof actual === 'number' ? difference(actual, expected) : Infinity;
  if (Array.isArray(expected)) return worstOfList(actual, expected);
  if (expected !== null && typeof expected === 'object') return worstOfFields(actual, expected as Fields);
  return actual === expected ? 0 : Infinity;
}

type Fields = { readonly [key: string]: Plain };

function difference(actual: number, expected: number): number {
  const absolute = Math.abs(actual - expected);
  if (absolute === 0) return 0;
  const relative = expected === 0 ? Infinity : absolute / Math.abs(expected);
  return Number.isNaN(absolute) ? Infinity : Math.min(absolute, relative);
}

function worstOfList(actual: unknown, expected: readonly Plain[]): number {
  const list = ArrayBuffer.isView(actual) ? Array.from(actual as Float64Array) : actual;
  if (!Array.isArray(list) || list.length !== expected.length) return Infinity;
  return Math.max(0, ...expected.map((value, i) => worstError(list[i], value)));
}

function worstOfFields(actual: unknown, expected: Fields): number {
  if (actual === null || typeof actual !== 'object') return Infinity;
  const fields = actual as Record<string, unknown>;
  return Math.max(0, ...Object.entries(expected).map(([key, value]) => worstError(fields[key], value)));
}
