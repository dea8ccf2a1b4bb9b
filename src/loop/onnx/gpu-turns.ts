let last: Promise<unknown> = Promise.resolve();

/**
 * Does work that uses WebGPU once all such work before is done. The sessions of a process share one WebGPU device,
 * whichever thread they are in, and ONNX Runtime does not guard it (onnxruntime-node 1.30): two at once fail or end the
 * process.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
}
