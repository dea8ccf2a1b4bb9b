import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../runs/files.ts';

/** `complete`: the model is trained; `unfinished`: begun, to be gone on with; `absent`: nothing to go on with. */
export type ModelState = 'complete' | 'unfinished' | 'absent';

/**
 * Where one model lies, in `<data>/models`. The manifest is the last file of a beginning, the card the last of an end.
 * Its samples may be looked at all the while.
 */
export class ModelFolder {
  readonly modelId: string;
  readonly path: string;

  constructor(dataDir: string, modelId: string) {
    this.modelId = modelId;
    this.path = join(dataDir, 'models', modelId);
  }

  at(name: string): string {
    return join(this.path, name);
  }

  async state(): Promise<ModelState> {
    if (await exists(this.at(CARD))) return 'complete';
    return (await exists(this.at(MANIFEST))) ? 'unfinished' : 'absent';
  }

  /** Removes what an earlier training left, but not the lock of this one. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.path)) {
      if (name !== LOCK) await rm(this.at(name), { recursive: true });
    }
  }
}

export const CARD = 'card.json';
export const MANIFEST = 'manifest.json';
export const CHECKPOINT = 'checkpoint.safetensors';
export const LOCK = 'training.lock';
export const SAMPLES = 'samples';
