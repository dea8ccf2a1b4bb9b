import { DeviceMemoryError } from '../../src/loop/errors.ts';
import { DeviceSession } from '../../src/loop/onnx/device-session.ts';
import { openSession } from '../../src/loop/onnx/session.ts';
import { expandingModel, growingModel } from './session-models.ts';

/* A program: uses sessions on WebGPU as a training does and prints what they gave as JSON. */
const model = growingModel();
const vector = (...values: number[]) => ({ shape: [values.length], values: Float32Array.from(values) });

async function states(runs: number): Promise<number[][]> {
  await using session = await openSession(model, { providers: ['webgpu'], carried: { state: 'next' } });
  await session.set({ state: vector(1, 2, 3) });
  const read: number[][] = [];
  for (let run = 0; run < runs; run++) {
    await session.run({ x: vector(1, 0, -1) });
    read.push(Array.from((await session.get(['state'])).state!.values, Number));
  }
  return read;
}

/** The state before and after a run that does not count, and after one that does. */
async function uncounted(): Promise<number[][]> {
  const carried = { state: 'next' };
  const { opened } = await DeviceSession.open({ model, providers: ['webgpu'], threads: 1, carried });
  const read = async () => Array.from((await opened.get(['state'])).state!.values, Number);
  await opened.set({ state: vector(1, 2, 3) });
  const values = [await read()];
  for (const counts of [false, true]) {
    await opened.run({ x: vector(1, 1, 1) }, () => counts);
    values.push(await read());
  }
  await opened.release();
  return values;
}

async function tooLarge(): Promise<string> {
  await using session = await openSession(expandingModel(), { providers: ['webgpu'] });
  const sumOf = (n: bigint) => session.run({ x: vector(1), n: { shape: [1], values: BigInt64Array.of(n) } });
  try {
    await sumOf(2n ** 31n);
    return 'it fitted';
  } catch (error) {
    if (!(error instanceof DeviceMemoryError)) throw error;
    return `no memory; three ones are ${(await sumOf(3n)).sum!.values[0]}`;
  }
}

const results = {
  one: await states(3),
  uncounted: await uncounted(),
  together: await Promise.all([states(3), states(3)]),
  tooLarge: await tooLarge(),
};
process.stdout.write(JSON.stringify(results));
