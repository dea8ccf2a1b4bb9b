import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { exists, syncFolder } from './files.ts';

/** `complete`: all tables are there; `unfinished`: begun, to be gone on with; `absent`: nothing that could be gone on with. */
export type RunState = 'complete' | 'unfinished' | 'absent';

/**
 * Where one run lies below `<data>/runs`: in `.<run>.unfinished` while it is worked on, in `<run>` once it is complete. The
 * manifest is the last file of a beginning, so that a folder without one has nothing to go on with.
 */
export class RunFolder {
  readonly runId: string;
  /** The folder of the complete run. */
  readonly path: string;
  /** The folder while it is worked on. */
  readonly workPath: string;
  readonly #runs: string;

  constructor(dataDir: string, runId: string) {
    this.runId = runId;
    this.#runs = join(dataDir, 'runs');
    this.path = join(this.#runs, runId);
    this.workPath = join(this.#runs, `.${runId}${UNFINISHED}`);
  }

  async state(): Promise<RunState> {
    if (await exists(join(this.path, 'manifest.json'))) return 'complete';
    return (await exists(join(this.workPath, 'manifest.json'))) ? 'unfinished' : 'absent';
  }

  /** The folder the run lies in now. @throws UsageError if there is no such run */
  async current(): Promise<string> {
    const state = await this.state();
    if (state === 'absent') throw new UsageError(`there is no run ${this.runId}: "tidemark loop status" lists them`);
    return state === 'complete' ? this.path : this.workPath;
  }

  /** Makes an empty folder to work in. */
  async clear(): Promise<void> {
    await rm(this.workPath, { recursive: true, force: true });
    await mkdir(this.workPath, { recursive: true });
  }

  /** The work is done: from here on the run is complete. */
  async complete(): Promise<void> {
    await rename(this.workPath, this.path);
    await syncFolder(this.#runs);
  }
}

/** Names of all runs, complete or not, in alphabetical order. */
export async function listRuns(dataDir: string): Promise<string[]> {
  const names = await readdir(join(dataDir, 'runs')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const ids = names.map((name) => (name.endsWith(UNFINISHED) ? name.slice(1, -UNFINISHED.length) : name));
  return [...new Set(ids.filter((id) => id.startsWith('loop-')))].sort();
}

const UNFINISHED = '.unfinished';
