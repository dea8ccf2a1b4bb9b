import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { InputError } from './errors.ts';

/** Names of tables and keys from the top down, with positions in arrays. */
export type TomlPath = readonly PropertyKey[];

/**
 * Reads TOML and checks it against a schema.
 *
 * @param file what to call the text in messages
 * @throws InputError naming the file, the line, and the key and what was expected of it
 */
export function parseToml<Schema extends z.ZodType>(text: string, file: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(tableFrom(text, file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const line = lineOf(text, unknown === undefined ? issue.path : [...issue.path, unknown]);
  throw new InputError(file, placed(line, issue.path, issue.message));
}

/** What is wrong with the value at `path`, with the line that it, or else the table that lacks it, begins on. */
export function tomlError(text: string, file: string, path: TomlPath, problem: string): InputError {
  return new InputError(file, placed(lineOf(text, path), path, problem));
}

function placed(line: number | null, path: TomlPath, problem: string): string {
  return `${line === null ? '' : `line ${line}: `}${path.map(String).join('.') || 'top level'}: ${problem}`;
}

/**
 * The line on which the value at `path` begins, counted from 1: the first after the longest beginning of the text that is
 * TOML by itself and lacks the value. Where the text has no such value, the line of the innermost table around it.
 *
 * @param text TOML
 * @returns null if not even the outermost table is there
 * @example lineOf('[a]\nb = 1\nc = 2', ['a', 'c']) // => 3
 */
export function lineOf(text: string, path: TomlPath): number | null {
  const lines = text.split('\n');
  for (let depth = path.length; depth > 0; depth--) {
    const part = path.slice(0, depth);
    let start = 1;
    for (let count = 1; count <= lines.length; count++) {
      const table = tryParse(lines.slice(0, count).join('\n'));
      if (table === undefined) continue;
      if (has(table, part)) return start;
      start = count + 1;
    }
  }
  return null;
}

function has(table: unknown, path: TomlPath): boolean {
  let value = table;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<PropertyKey, unknown>)[key]; // an object with this key
  }
  return true;
}

function tryParse(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) return undefined; // a value of several lines has not ended yet
    throw error;
  }
}

function tableFrom(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [problem] = cause.message.split('\n');
    throw new InputError(file, `line ${cause.line}, column ${cause.column}: ${problem}`, { cause });
  }
}
