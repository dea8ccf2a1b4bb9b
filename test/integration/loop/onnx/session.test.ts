import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { DeviceMemoryError, SessionLostError } from '../../../../src/loop/errors.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { modelBytes } from '../../../../src/loop/onnx/model.ts';
import { add, mul } from '../../../../src/loop/onnx/ops/arithmetic.ts';
import { matmul } from '../../../../src/loop/onnx/ops/matmul.ts';
import { encodeModel, identity, valueInfo } from '../../../../src/loop/onnx/protos.ts';
import { openSession, type SessionOptions } from '../../../../src/loop/onnx/session.ts';
import { expandingModel, growingModel } from '../../../support/session-models.ts';
import { VULKAN_NEEDS, vulkanEnvironment } from '../../../support/vulkan-driver.ts';

const WEBGPU_PROGRAM = fileURLToPath(new URL('../../../support/webgpu-session.ts', import.meta.url));
const EXIT_PROGRAM = fileURLToPath(new URL('../../../support/exit-in-run.ts', import.meta.url));
const vulkan = vulkanEnvironment();

const cpu = (options: SessionOptions = {}): SessionOptions => ({ providers: ['cpu'], threads: 1, ...options });
const vector = (...values: number[]) => ({ shape: [values.length], values: Float32Array.from(values) });

async function open(model: Uint8Array, options: SessionOptions = cpu()) {
  const session = await openSession(model, options);
  onTestFinished(() => session.close());
  return session;
}

/** The state grows by 1, after about a tenth of a second of work. */
function slowModel(): Uint8Array {
  const graph = new Graph();
  const state = graph.input('state', [384, 384]);
  const zeros = mul(state, 0);
  let y = zeros;
  for (let time = 0; time < 60; time++) y = matmul(y, zeros);
  graph.output('next', add(y, add(state, 1)));
  return modelBytes(graph);
}

const slowState = { shape: [384, 384], values: new Float32Array(384 ** 2) };

test('what is carried has after K runs the value of K single runs, and can be read and set', async () => {
  const carrying = await open(growingModel(), cpu({ carried: { state: 'next' } }));
  const single = await open(growingModel());
  await carrying.set({ state: vector(1, 2, 3) });
  let state = vector(1, 2, 3);
  for (let run = 0; run < 4; run++) {
    const x = vector(0.1, run, -1);
    const expected = await single.run({ x, state });
    expect(await carrying.run({ x })).toEqual({ y: expected.y });
    state = vector(...(expected.next!.values as Float32Array));
  }
  expect(await carrying.get(['state'])).toEqual({ state });
  await carrying.set({ state: vector(5, 5, 5) });
  expect(await carrying.get(['state'])).toEqual({ state: vector(5, 5, 5) });
  expect(await carrying.run({ x: vector(1, 2, 3) })).toEqual({ y: vector(5, 10, 15) });
});

test('calls that overlap are done in their order', async () => {
  const session = await open(growingModel(), cpu({ carried: { state: 'next' } }));
  const x = vector(1, 1, 1);
  const [, first, second, read] = await Promise.all([
    session.set({ state: vector(1, 2, 3) }),
    session.run({ x }),
    session.run({ x }),
    session.get(['state']),
  ]);
  expect([first, second, read]).toEqual([{ y: vector(1, 2, 3) }, { y: vector(2, 3, 4) }, { state: vector(3, 4, 5) }]);
});

test('the arrays given stay as they are, and of a part of one only the part is taken', async () => {
  const session = await open(growingModel());
  const state = vector(1, 2, 3);
  const x = { shape: [3], values: Float32Array.of(9, 1, 2, 3, 9).subarray(1, 4) };
  await session.set({ state });
  expect(await session.run({ x })).toMatchObject({ y: vector(1, 4, 9) });
  expect([state, x.values]).toEqual([vector(1, 2, 3), Float32Array.of(1, 2, 3)]);
});

test('the event loop turns while a model runs', async () => {
  const session = await open(slowModel());
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await session.run({ state: slowState });
  clearInterval(timer);
  expect(turns).toBeGreaterThan(4);
});

test('an aborted run is left at once and changes nothing, and the session goes on', async () => {
  const session = await open(slowModel(), cpu({ carried: { state: 'next' } }));
  await session.set({ state: slowState });
  const start = performance.now();
  await session.run({});
  const whole = performance.now() - start;
  const controller = new AbortController();
  const runs = [session.run({}, controller.signal), session.run({}, controller.signal)];
  const settled = Promise.allSettled(runs);
  await setTimeout(whole / 8);
  controller.abort(new Error('enough'));
  expect(await Promise.race([settled, setImmediate('left running')])).toMatchObject([
    { reason: { message: 'enough' } },
    { reason: { message: 'enough' } },
  ]);
  await expect(session.run({}, controller.signal)).rejects.toThrow('enough');
  expect((await session.get(['state'])).state!.values[0]).toBe(1);
  await session.run({});
  expect((await session.get(['state'])).state!.values[0]).toBe(2);
});

test('an input that does not fit is refused by name, with what was expected and what came', async () => {
  const session = await open(growingModel());
  const x = vector(1, 2, 3);
  await expect(session.run({ x })).rejects.toThrow(new RangeError('the model needs state too: neither set nor given'));
  await expect(session.run({ z: x })).rejects.toThrow(new RangeError('no input z; there are x, state'));
  await expect(session.set({ x: vector(1) })).rejects.toThrow(new RangeError('input x takes shape [3], got [1]'));
  await expect(session.set({ x: { shape: [3], values: Int32Array.of(1, 2, 3) } })).rejects.toThrow(
    new RangeError('input x takes float32, a Float32Array; got a Int32Array'),
  );
  await expect(session.set({ x: { shape: [3], values: new Float32Array(4) } })).rejects.toThrow(
    new RangeError('input x of shape [3] needs 3 values, got 4'),
  );
  await expect(session.get(['x'])).rejects.toThrow(RangeError);
  expect(await session.run({ x, state: x })).toEqual({ y: vector(1, 4, 9), next: vector(2, 4, 6) });
});

test('options that do not fit the model are refused', async () => {
  await expect(openSession(growingModel(), cpu({ threads: 0 }))).rejects.toThrow(RangeError);
  await expect(openSession(growingModel(), cpu({ carried: { z: 'next' } }))).rejects.toThrow(/no input z/);
  await expect(openSession(growingModel(), cpu({ carried: { x: 'z' } }))).rejects.toThrow(/no output z/);
  await expect(openSession(growingModel(), cpu({ carried: { x: 'y', state: 'y' } }))).rejects.toThrow(/y is carried/);
  await expect(openSession(expandingModel(), cpu({ carried: { n: 'sum' } }))).rejects.toThrow(
    'sum, float32 [1], cannot take the place of n, int64 [1]',
  );
});

test('a run that needs more memory than there is says how much, and the session goes on', async () => {
  const session = await open(expandingModel());
  const sumOf = (n: bigint) => session.run({ x: vector(1), n: { shape: [1], values: BigInt64Array.of(n) } });
  const error = await sumOf(2n ** 40n).catch((thrown: unknown) => thrown as DeviceMemoryError);
  expect(error).toBeInstanceOf(DeviceMemoryError);
  expect(error).toMatchObject({ provider: 'cpu', neededBytes: 2 ** 42 });
  expect(await sumOf(3n)).toEqual({ sum: vector(3) });
});

test('a model from elsewhere takes tensors of any length and type', async () => {
  const port = (type: 'int64' | 'float64' | 'bool', name: string) => valueInfo(name, { shape: ['items', 2], type });
  const session = await open(
    encodeModel({
      name: 'foreign',
      node: [identity('ids', 'ids out'), identity('mask', 'mask out'), identity('doubles', 'doubles out')],
      input: [port('int64', 'ids'), port('bool', 'mask'), port('float64', 'doubles')],
      output: [port('int64', 'ids out'), port('bool', 'mask out'), port('float64', 'doubles out')],
    }),
  );
  for (const items of [1, 3]) {
    const shape = [items, 2];
    const ids = { shape, values: BigInt64Array.from({ length: items * 2 }, (_, i) => BigInt(i) - 2n ** 60n) };
    const mask = { shape, values: Uint8Array.from({ length: items * 2 }, (_, i) => i % 2) };
    const doubles = { shape, values: Float64Array.from({ length: items * 2 }, (_, i) => i / 3) };
    expect(await session.run({ ids, mask, doubles })).toEqual({
      'ids out': ids,
      'mask out': mask,
      'doubles out': doubles,
    });
  }
});

test('a session whose thread is gone rejects what was asked of it and all that comes', async () => {
  const started = once(process, 'worker');
  const session = await open(growingModel());
  const [worker] = (await started) as [{ terminate(): Promise<number> }];
  const ended = worker.terminate();
  await expect(session.get(['x'])).rejects.toThrow(SessionLostError);
  await ended;
  await expect(session.get(['x'])).rejects.toThrow(SessionLostError);
  await expect(session.close()).resolves.toBeUndefined();
});

test('closing waits for what was asked before, and may be asked twice', async () => {
  const session = await openSession(slowModel(), cpu());
  const running = session.run({ state: slowState });
  await Promise.all([session.close(), session.close()]);
  expect((await running).next!.values[0]).toBe(1);
  await expect(session.run({ state: slowState })).rejects.toThrow('the session is closed');
});

test('a process that exits while a model runs ends with its own exit code', async () => {
  const child = execFile(process.execPath, [EXIT_PROGRAM]);
  let complaints = '';
  child.stderr!.on('data', (text: string) => {
    complaints += text;
  });
  expect(await once(child, 'exit')).toEqual([3, null]);
  expect(complaints).toBe('');
});

// A process of its own: a driver that fails takes its process with it.
test.skipIf(vulkan === null)(
  `on WebGPU the state stays on the device, two sessions take turns, and a lack of memory is told (${VULKAN_NEEDS})`,
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [WEBGPU_PROGRAM], { env: vulkan! });
    const states = [
      [2, 2, 2],
      [3, 2, 1],
      [4, 2, 0],
    ];
    expect(JSON.parse(stdout)).toEqual({
      one: states,
      uncounted: [
        [1, 2, 3],
        [1, 2, 3],
        [2, 3, 4],
      ],
      together: [states, states],
      tooLarge: 'no memory; three ones are 3',
    });
  },
);
