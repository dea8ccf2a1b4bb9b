import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '../../../src/loop/runs/inputs.ts';

/** SHA-256 of every file below a folder but a run's log, by path. */
export async function treeOf(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'log.jsonl');
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)).sort();
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, hashOf(await readFile(join(directory, path), 'latin1'))])),
  );
}
