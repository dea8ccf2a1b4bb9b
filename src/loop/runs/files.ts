import { open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { InputError } from '../../core/errors.ts';
import { parseJson } from '../../core/json.ts';

/** Writes a file that appears whole or not at all, and stays after a power cut. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await writeFileWhole(file, content);
  await syncFolder(dirname(file));
}

/** The same, but it stays only once its folder is synced: for many files of one folder. */
export async function writeFileWhole(file: string, content: string | Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  await using handle = await open(partial, 'w');
  await handle.writeFile(content);
  await handle.sync();
  await rename(partial, file);
}

/** Makes the renames in a folder last through a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

export async function readWhole(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new InputError(file, 'cannot be read; remove the folder of the run and run its plan again', { cause });
  }
}

/** @throws InputError naming the file, and the place in it that is not as the schema says */
export async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>> {
  return parseJson((await readWhole(file)).toString('utf8'), file, schema);
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
