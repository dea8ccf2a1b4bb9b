import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgress } from '../../../src/cli/progress.ts';

/** What is printed of a task of 120 units, 80 of them done before, of which it does 20. */
function printed(terminal: object): string {
  const stream = Object.assign(new PassThrough(), terminal) as unknown as NodeJS.WriteStream; // what of it is used
  const progress = createProgress(stream);
  progress.start('training', 120, 80);
  progress.advance('training', 20, 'loss 1');
  progress.end('training');
  progress.stop();
  return String((stream as unknown as PassThrough).read());
}

test('lines of a task that was begun before count on', () => {
  const [first, between, last] = printed({}).split('\n');
  expect(first).toBe('training: 80 of 120');
  expect(between).toMatch(/^training: 100 of 120, about \d+ s left; loss 1$/);
  expect(last).toBe('training: 100 of 120');
});

test('the bar of a task that was begun before counts on', () => {
  const terminal = { isTTY: true, columns: 80, cursorTo: () => {}, clearLine: () => {}, moveCursor: () => {} };
  expect(printed(terminal)).toContain('training: 100 of 120');
});

test('a note that is longer than the terminal is wide goes on in the next line, and is whole', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 20 });
  const progress = createProgress(stream as unknown as NodeJS.WriteStream); // what of it is used
  progress.note('step 40: samples/step-000040.png');
  expect(String(stream.read())).toBe('step 40:\n  samples/step-000040.png\n');
});

test('bars leave the wrapping of lines to the terminal', () => {
  const terminal = { isTTY: true, columns: 80, cursorTo: () => {}, clearLine: () => {}, moveCursor: () => {} };
  expect(printed(terminal)).not.toContain('\u001b[?7l');
});
