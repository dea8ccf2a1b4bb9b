/** Why the root signal was aborted: somebody pressed Ctrl-C or the machine asked the process to end. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  constructor() {
    super('interrupted; what was done so far is stored, and the same command goes on from there');
  }
}

/** Undoes what progress bars do to a terminal: the cursor is shown and lines wrap again. */
const SHOW_CURSOR = '\u001b[?25h\u001b[?7h';

const root = new AbortController();

/** Aborted by the first SIGINT or SIGTERM. Every wait of a command listens to it. */
export const rootSignal: AbortSignal = root.signal;

/** Turns SIGINT and SIGTERM into an abort; a second one ends the process at once. @returns undoes it */
export function interruptible(): () => void {
  const onSignal = () => {
    if (root.signal.aborted) {
      if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR);
      process.exit(130);
    }
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
