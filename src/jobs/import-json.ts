import { readFileSync } from 'node:fs';
import { InputError } from '../core/errors.ts';

/** @throws InputError if the file cannot be read or is no JSON */
export function readJson(file: string): unknown {
  return parseJson(file, readText(file), '');
}

/** One value a line; empty lines are passed over. */
export function readJsonLines(file: string): unknown[] {
  return readText(file)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseJson(file, line, `line ${index + 1}: `)]));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError(file, `cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

function parseJson(file: string, text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(file, `${where}is cut short or no JSON: ${(cause as Error).message}`, { cause });
  }
}
