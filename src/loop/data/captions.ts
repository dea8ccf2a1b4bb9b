import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../core/errors.ts';
import { parseCsv } from './csv.ts';

const FILES = ['metadata.csv', 'metadata.jsonl'] as const;
const rowSchema = z.object({ file_name: z.string().min(1), text: z.string().min(1) });

/**
 * The captions beside images, from `metadata.csv` or `metadata.jsonl` with the columns `file_name` and `text`.
 *
 * @returns from the image's path below the folder to its caption; null if the folder has neither file
 * @throws InputError naming file and line; also if both files are there, or an image has two captions
 */
export async function readCaptions(folder: string): Promise<ReadonlyMap<string, string> | null> {
  const found: { file: string; text: string }[] = [];
  for (const name of FILES) {
    const file = join(folder, name);
    const text = await textOf(file);
    if (text !== null) found.push({ file, text });
  }
  const [metadata, second] = found;
  if (metadata === undefined) return null;
  const { file, text } = metadata;
  if (second !== undefined) throw new InputError(second.file, `expected one table of captions, there is ${file} too`);

  const captions = new Map<string, string>();
  for (const { line, value } of file.endsWith('.csv') ? csvValues(text, file) : jsonValues(text, file)) {
    const parsed = rowSchema.safeParse(value);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0]!;
      throw new InputError(file, `line ${line}: ${path.join('.') || 'row'}: ${message}`);
    }
    const name = parsed.data.file_name.replace(/^\.\//, '');
    if (captions.has(name)) throw new InputError(file, `line ${line}: ${name} has a caption already`);
    captions.set(name, parsed.data.text);
  }
  return captions;
}

interface Value {
  readonly line: number;
  readonly value: unknown;
}

function csvValues(text: string, file: string): Value[] {
  const [header, ...rows] = parseCsv(text, file);
  const columns = header?.fields ?? [];
  for (const needed of Object.keys(rowSchema.shape)) {
    if (!columns.includes(needed)) {
      throw new InputError(file, `line 1: expected a column ${needed}, got ${columns.join(', ') || 'nothing'}`);
    }
  }
  return rows.map(({ line, fields }) => {
    if (fields.length !== columns.length) {
      throw new InputError(file, `line ${line}: expected ${columns.length} fields, got ${fields.length}`);
    }
    return { line, value: Object.fromEntries(columns.map((column, place) => [column, fields[place]])) };
  });
}

function jsonValues(text: string, file: string): Value[] {
  return text.split('\n').flatMap((content, place) => {
    if (content.trim() === '') return [];
    try {
      return [{ line: place + 1, value: JSON.parse(content) as unknown }];
    } catch (cause) {
      throw new InputError(file, `line ${place + 1}: expected a JSON object`, { cause });
    }
  });
}

async function textOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new InputError(file, 'cannot be read; expected a table of captions', { cause });
  });
}
