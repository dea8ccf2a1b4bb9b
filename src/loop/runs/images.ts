import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/errors.ts';
import { exists, readWhole, syncFolder, writeFileWhole } from './files.ts';
import { hashOf } from './inputs.ts';

/** Media types that images are kept in, with the ending of their files. */
const ENDINGS = { 'image/png': 'png', 'image/x-portable-pixmap': 'ppm' } as const;
export type ImageType = keyof typeof ENDINGS;

/**
 * Images by what is in them: one file an image, named by the SHA-256 of its bytes, in folders of the first two digits. Equal
 * images are kept once. A file is there whole or not at all.
 */
export class ImageStore {
  readonly #folder: string;
  readonly #ending: string;
  readonly #writing = new Map<string, Promise<void>>();
  readonly #unsynced = new Set<string>();

  constructor(folder: string, type: ImageType) {
    this.#folder = folder;
    this.#ending = `.${ENDINGS[type]}`;
  }

  /** Where an image lies, below the store's folder. */
  pathOf(hash: string): string {
    return join(hash.slice(0, 2), `${hash.slice(2)}${this.#ending}`);
  }

  /** @returns SHA-256 in hexadecimal. An image that is there already is left as it is */
  async put(bytes: Uint8Array): Promise<string> {
    const hash = hashOf(bytes);
    const writing = this.#writing.get(hash) ?? this.#write(hash, bytes);
    this.#writing.set(hash, writing);
    await writing.finally(() => this.#writing.delete(hash));
    return hash;
  }

  /** @throws InputError if the image is not there, or is not what was put */
  async read(hash: string): Promise<Uint8Array> {
    const file = this.#fileOf(hash);
    const bytes = await readWhole(file);
    const found = hashOf(bytes);
    if (found !== hash) {
      throw new InputError(
        file,
        `expected content with SHA-256 ${hash}, got ${found}; remove the folder of the run and run its plan again`,
      );
    }
    return bytes;
  }

  /** Makes everything put so far last through a power cut. */
  async sync(): Promise<void> {
    for (const folder of this.#unsynced) await syncFolder(folder);
    this.#unsynced.clear();
  }

  /** Removes every image but those named, and what a killed process left half written. */
  async keepOnly(hashes: ReadonlySet<string>): Promise<void> {
    const kept = new Set([...hashes].map((hash) => this.pathOf(hash)));
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      const folder = join(this.#folder, name);
      const files = await readdir(folder);
      const stray = files.filter((file) => !kept.has(join(name, file)));
      for (const file of stray) await rm(join(folder, file));
      if (stray.length === files.length) await rm(folder, { recursive: true });
    }
  }

  async #write(hash: string, bytes: Uint8Array): Promise<void> {
    const file = this.#fileOf(hash);
    if (await exists(file)) return;
    await mkdir(dirname(file), { recursive: true });
    await writeFileWhole(file, bytes);
    this.#unsynced.add(this.#folder).add(dirname(file));
  }

  #fileOf(hash: string): string {
    return join(this.#folder, this.pathOf(hash));
  }
}
