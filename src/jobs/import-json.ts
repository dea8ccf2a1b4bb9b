import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
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

/** Text of a file, gzipped or not. */
function readText(file: string): string {
  const bytes = readBytes(file);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw new InputError(file, `is cut short or damaged: ${(cause as Error).message}`, { cause });
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
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
