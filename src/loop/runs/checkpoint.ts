import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { writeWhole } from './files.ts';

/**
 * How far a run is, and what it goes on from, in one file. Every commit replaces it whole, so that a killed run stands
 * where its last commit left it.
 */
export class Checkpoint<State> {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @returns undefined if nothing was committed */
  async read(): Promise<State | undefined> {
    const bytes = await readFile(this.#file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return bytes === undefined ? undefined : (deserialize(bytes) as State); // only commit writes it
  }

  commit(state: State): Promise<void> {
    return writeWhole(this.#file, serialize(state));
  }
}
