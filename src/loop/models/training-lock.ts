import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../core/errors.ts';
import { ModelBusyError } from '../errors.ts';
import { exists, jsonText, readJson } from '../runs/files.ts';

const holderSchema = z.object({
  pid: z.int().positive(),
  /** When the process began, in milliseconds since the epoch: in containers the next one often has the same pid. */
  startedAt: z.number(),
});
type Holder = z.infer<typeof holderSchema>;

/**
 * A file that only one process of a machine can hold at a time, and holds until disposed of. One that a killed process left
 * is taken over.
 */
export class TrainingLock implements AsyncDisposable {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * Makes the file, and its folder where there is none.
   *
   * @throws ModelBusyError naming the live process that holds it
   * @throws InputError if the file is there but does not name a process
   */
  static async take(file: string): Promise<TrainingLock> {
    const own: Holder = { pid: process.pid, startedAt: performance.timeOrigin };
    for (;;) {
      await mkdir(dirname(file), { recursive: true });
      if (await madeAnew(file, own)) return new TrainingLock(file);
      const holder = await holderOf(file);
      if (holder === null) continue;
      const isHeld = holder.pid === own.pid ? holder.startedAt === own.startedAt : isAlive(holder.pid);
      if (isHeld) throw new ModelBusyError(dirname(file), holder.pid, file);
      await discard(file, holder);
    }
  }

  /** The folder goes too if nothing was written into it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#file, { force: true });
    await rmdir(dirname(this.#file)).catch(unless('ENOTEMPTY', 'EEXIST', 'ENOENT'));
  }
}

/** @returns false if the file, or no longer its folder, is there */
async function madeAnew(file: string, own: Holder): Promise<boolean> {
  return writeFile(file, jsonText(own), { flag: 'wx' }).then(() => true, unless('EEXIST', 'ENOENT'));
}

/** @returns null if the file is gone */
async function holderOf(file: string): Promise<Holder | null> {
  return readJson(file, holderSchema).catch(async (cause: unknown) => {
    if (!(await exists(file))) return null;
    throw new InputError(file, 'does not say which process trains; remove it if none does', { cause });
  });
}

/** Removes a lock that was left, and no other: between looking and removing, another process may have taken it over. */
async function discard(file: string, left: Holder): Promise<void> {
  const aside = `${file}.${process.pid}`;
  const isMoved = await rename(file, aside).then(() => true, unless('ENOENT'));
  if (!isMoved) return;
  const moved = await holderOf(aside);
  if (moved?.pid === left.pid && moved.startedAt === left.startedAt) await rm(aside);
  else await rename(aside, file);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // EPERM: another user's
  }
}

/** Throws errors of the file system that have none of these codes; false for those that do. */
function unless(...codes: readonly string[]): (error: NodeJS.ErrnoException) => false {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
    return false;
  };
}
