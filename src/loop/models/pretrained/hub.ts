import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fetch } from 'undici';
import { HubError } from '../../errors.ts';
import { exists } from '../../runs/files.ts';
import { modelFile, PRETRAINED_FILES, type PretrainedKind } from './files.ts';

export interface HubOptions {
  /** @default Hugging Face */
  readonly host?: string;
  /** A branch, a tag, or a commit, which alone stays what it is. @default 'main' */
  readonly revision?: string;
  readonly signal?: AbortSignal;
}

/**
 * Fetches what a kind of pretrained model needs from a hub into a folder. Nothing else of the loop goes to the network. A
 * file that is there already stays, and a file is there whole or not at all.
 *
 * @param id such as Xenova/vit-gpt2-image-captioning
 * @throws HubError if the hub does not give a file
 * @throws the signal's reason if aborted
 */
export async function fetchPretrained(
  kind: PretrainedKind,
  id: string,
  folder: string,
  { host = 'https://huggingface.co', revision = 'main', signal }: HubOptions = {},
): Promise<void> {
  const { settings, models } = PRETRAINED_FILES[kind];
  const wanted = [...settings.map((file) => [file]), ...models.map((names) => names.map(modelFile))];
  for (const names of wanted) {
    let isThere = false;
    for (const name of names) {
      const address = `${host}/${id}/resolve/${revision}/${name}`;
      isThere ||= (await exists(join(folder, name))) || (await fetchFile(address, join(folder, name), signal));
    }
    if (!isThere) throw new HubError(`${id} at ${host} has no ${names.join(' and no ')}`);
  }
}

/** @returns false if there is no such file */
async function fetchFile(address: string, file: string, signal?: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(address, signal === undefined ? {} : { signal });
    if (response.status === 404) {
      await response.body?.cancel();
      return false;
    }
    if (!response.ok || response.body === null) throw new HubError(`${address} answered ${response.status}`);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(Readable.fromWeb(response.body), createWriteStream(`${file}.part`));
    await rename(`${file}.part`, file);
    return true;
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof HubError) throw cause;
    const { message } = (cause as Error).cause instanceof Error ? ((cause as Error).cause as Error) : (cause as Error);
    throw new HubError(`${address} cannot be fetched: ${message}`, { cause });
  }
}
