import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let send: (signal: NodeJS.Signals) => void;
let release: () => void;
let signal: AbortSignal;
const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
const said = vi.spyOn(console, 'error').mockReturnValue();

beforeEach(async () => {
  vi.clearAllMocks();
  vi.resetModules();
  const { interruptible, rootSignal } = await import('../../../src/cli/interruption.ts');
  release = interruptible();
  signal = rootSignal;
  const listeners = { SIGINT: process.listeners('SIGINT').at(-1)!, SIGTERM: process.listeners('SIGTERM').at(-1)! };
  send = (name) => listeners[name as keyof typeof listeners](name);
});
afterEach(() => release());

test('an interruption asks the command to end, and says so once', () => {
  send('SIGINT');
  expect(signal.aborted).toBe(true);
  expect(said).toHaveBeenCalledOnce();
  expect(exit).not.toHaveBeenCalled();
});

test.each(['SIGINT', 'SIGTERM'] as const)('a second %s ends the process at once', (name) => {
  send(name);
  send(name);
  expect(exit).toHaveBeenCalledWith(130);
});

test('an interruption that a launcher passes on as the other signal counts once', () => {
  send('SIGINT');
  send('SIGTERM');
  expect(said).toHaveBeenCalledOnce();
  expect(exit).not.toHaveBeenCalled();
});
