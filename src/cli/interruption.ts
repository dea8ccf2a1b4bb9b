/** Why the root signal was aborted: somebody pressed Ctrl-C or the machine asked the process to end. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  constructor() {
    super('interrupted; what was done so far is stored, and the same command goes on from there');
  }
}

/** Undoes what progress bars do to a terminal. */
const SHOW_CURSOR = '\u001b[?25h';

const root = new AbortController();

/** Aborted by the first SIGINT or SIGTERM. Every wait of a command listens to it. */
export const rootSignal: AbortSignal = root.signal;

/**
 * Turns SIGINT and SIGTERM into an abort; a second of the same ends the process at once. One of each is one interruption:
 * what a launcher was sent it may pass on as the other.
 *
 * @returns undoes it
 */
export function interruptible(): () => void {
  const seen = new Set<NodeJS.Signals>();
  const onSignal = (signal: NodeJS.Signals) => {
    if (seen.has(signal)) {
      if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR);
      process.exit(130);
    }
    seen.add(signal);
    if (root.signal.aborted) return;
    console.error('\ntidemark: finishing what is under way; press Ctrl-C again to stop at once');
    root.abort(new Interruption());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}
