import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { ModelBusyError } from '../../../../src/loop/errors.ts';
import { TrainingLock } from '../../../../src/loop/models/training-lock.ts';
import { emptyFolder } from '../../../support/cli.ts';

/** A lock in a model's folder, held by this process if anyone. */
async function lockOf(holder?: unknown): Promise<string> {
  const file = join(emptyFolder(), 'models', 'tiny', 'training.lock');
  if (holder === undefined) return file;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(holder));
  return file;
}

const pidOf = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8')).pid;

test('a lock names this process while it is held, and leaves nothing behind', async () => {
  const file = await lockOf();
  {
    await using _lock = await TrainingLock.take(file);
    expect(await pidOf(file)).toBe(process.pid);
  }
  expect(existsSync(dirname(file))).toBe(false);
});

test('a folder that has something in it stays', async () => {
  const file = await lockOf();
  const other = join(dirname(file), 'plan.toml');
  {
    await using _lock = await TrainingLock.take(file);
    await writeFile(other, '');
  }
  expect([existsSync(file), existsSync(other)]).toEqual([false, true]);
});

test('what a live process holds is refused, and stays as it is', async () => {
  const file = await lockOf({ pid: process.ppid, startedAt: 1 });
  const attempt = TrainingLock.take(file);
  await expect(attempt).rejects.toThrow(ModelBusyError);
  await expect(attempt).rejects.toMatchObject({ code: 'LOOP_MODEL_BUSY', remedy: 'wait', pid: process.ppid });
  await expect(attempt).rejects.toThrow(`process ${process.ppid} trains ${dirname(file)} already`);
  await expect(attempt).rejects.toThrow(`remove ${file} if`);
  expect(await pidOf(file)).toBe(process.ppid);
});

test('of several that want it at once one gets it', async () => {
  const file = await lockOf({ pid: spawnSync('true').pid, startedAt: 1 });
  const taken = await Promise.allSettled(Array.from({ length: 8 }, () => TrainingLock.take(file)));
  const refused = taken.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  expect(refused).toHaveLength(7);
  for (const reason of refused) expect(reason).toBeInstanceOf(ModelBusyError);
});

test.each([
  ['a process that was killed', () => spawnSync('true').pid],
  ['an earlier process with the pid of this one', () => process.pid],
])('the lock of %s is taken over', async (_whose, pid) => {
  const file = await lockOf({ pid: pid(), startedAt: 1 });
  await using _lock = await TrainingLock.take(file);
  expect(await pidOf(file)).toBe(process.pid);
});

test('a file that names no process is refused by name', async () => {
  const file = await lockOf({});
  await expect(TrainingLock.take(file)).rejects.toThrow(InputError);
  await expect(TrainingLock.take(file)).rejects.toThrow(`${file}: does not say which process trains`);
});
