/** Shared by the two threads of a run: whether it counts, and whether the thread that runs it is done with it. */
export type Fate = Int32Array<SharedArrayBuffer>;

const OUTCOME = 0;
const IS_LEFT = 1;
const OUTCOMES = { done: 1, aborted: 2 } as const;

export function openFate(): Fate {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** Settles whether a run counts, which the first to ask does. @returns false if the other thread did before */
export function settle(fate: Fate, outcome: keyof typeof OUTCOMES): boolean {
  return Atomics.compareExchange(fate, OUTCOME, 0, OUTCOMES[outcome]) === 0;
}

export function isAborted(fate: Fate): boolean {
  return Atomics.load(fate, OUTCOME) === OUTCOMES.aborted;
}

/** Tells that the thread which runs is out of ONNX Runtime. */
export function leave(fate: Fate): void {
  Atomics.store(fate, IS_LEFT, 1);
  Atomics.notify(fate, IS_LEFT);
}

const underWay = new Set<Fate>();

/**
 * Makes `process.exit` and an uncaught error wait for a run: a thread that is ended inside of it takes the process with it,
 * by SIGABRT (onnxruntime-node 1.30).
 *
 * @returns undoes it
 */
export function holdExit(fate: Fate): () => void {
  if (underWay.size === 0) process.on('exit', waitForRuns);
  underWay.add(fate);
  return () => {
    underWay.delete(fate);
    if (underWay.size === 0) process.off('exit', waitForRuns);
  };
}

function waitForRuns(): void {
  for (const fate of underWay) settle(fate, 'aborted');
  for (const fate of underWay) Atomics.wait(fate, IS_LEFT, 0);
}
