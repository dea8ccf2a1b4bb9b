import { expect, test } from 'vitest';
import { DeviceMemoryError } from '../../../../src/loop/errors.ts';
import { batchTooLarge } from '../../../../src/loop/models/fitting-batch.ts';

const noMemory = new DeviceMemoryError('cuda', null);

/** Advice for a batch of 64 on a device that holds so many images. */
function advice(room: number) {
  const tried: number[] = [];
  const takeStep = async (batch: number) => {
    tried.push(batch);
    if (batch > room) throw noMemory;
  };
  return { tried, said: batchTooLarge(noMemory, 64, takeStep) };
}

test('the largest half that fits is named', async () => {
  const { tried, said } = advice(20);
  expect((await said).message).toBe('training.batch = 64 needs more memory than the cuda provider has; 16 fits');
  expect(tried).toEqual([32, 16]);
});

test('where none fits, that is said', async () => {
  const { tried, said } = advice(0);
  expect((await said).message).toMatch(/and so does any smaller one/);
  expect(tried).toEqual([32, 16, 8, 4, 2, 1]);
});

test('another failure on the way is not taken for a lack of memory', async () => {
  const broken = batchTooLarge(noMemory, 2, () => Promise.reject(new Error('broken')));
  await expect(broken).rejects.toThrow('broken');
});
