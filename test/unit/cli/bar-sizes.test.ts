import { expect, test } from 'vitest';
import { barSizes } from '../../../src/cli/bar-sizes.ts';

test('a wide terminal has room for a long name and a long bar', () => {
  expect(barSizes('histories', ' 34/150  12s left  ', 120)).toEqual({ name: 30, bar: 28 });
});

test.each([
  ['flowers-32 on cpu', '4000/4000  34m10s left  loss 0.7960, 1195 images/s', 8],
  ['emoji-captions on webgpu', '1500/1500  01h05m left  loss 0.7960, 1195 images/s', 1],
  ['histories', ' 34/150  12s left  ', 26],
])('the line of %s leaves the last of 80 columns empty', (task, words, bar) => {
  const sizes = barSizes(task, words, 80);
  expect(sizes.bar).toBe(bar);
  const line = `${task.padEnd(sizes.name)} ${'█'.repeat(sizes.bar)} ${words}`;
  expect(line.length).toBeLessThan(78);
});

test('where nothing is left for a bar there is none', () => {
  expect(barSizes('a rather long name of a task', 'words of forty letters, and some more of them', 40).bar).toBe(0);
});
