import { parentPort, workerData } from 'node:worker_threads';
import { env } from 'onnxruntime-node';
import { NoProviderError } from '../errors.ts';
import { DeviceSession } from './device-session.ts';
import { isAborted, leave, settle } from './run-fate.ts';
import type { Opening, Reply, Request, SessionRequest } from './session-messages.ts';
import type { NamedValues } from './values.ts';

/* The thread of one session: opens its model, then does what it is asked, one after the other. */
const port = parentPort!;
// What fails is thrown; ONNX Runtime would print it too.
env.logLevel = 'fatal';
const session = await open();
if (session !== null) {
  let last = Promise.resolve();
  port.on('message', (request: Request) => {
    last = last.then(() => answer(session, request));
  });
}

async function open(): Promise<DeviceSession | null> {
  try {
    const { opened, provider, refusals } = await DeviceSession.open(workerData as SessionRequest);
    const { inputs, outputs } = opened;
    post({ kind: 'open', session: { provider, refusals, inputs, outputs } });
    return opened;
  } catch (error) {
    if (!(error instanceof NoProviderError)) throw error;
    post({ kind: 'refused', refusals: error.refusals });
    return null;
  }
}

async function answer(session: DeviceSession, request: Request): Promise<void> {
  if (request.kind === 'close') {
    await session.release();
    port.close();
    return;
  }
  try {
    const values = await perform(session, request);
    post({ kind: 'done', values }, Object.values(values));
  } catch (error) {
    post({ kind: 'failed', error: error as Error });
  }
}

async function perform(session: DeviceSession, request: Exclude<Request, { kind: 'close' }>): Promise<NamedValues> {
  switch (request.kind) {
    case 'set':
      await session.set(request.inputs);
      return {};
    case 'run':
      try {
        if (isAborted(request.fate)) return {};
        return await session.run(request.inputs, () => settle(request.fate, 'done'));
      } finally {
        leave(request.fate);
      }
    case 'get':
      return session.get(request.names);
  }
}

/** Sends a message; the memory of the tensors in it changes hands and is not copied. */
function post(message: Opening | Reply, tensors: NamedValues[string][] = []): void {
  port.postMessage(message, [...new Set(tensors.map(({ values }) => values.buffer as ArrayBuffer))]);
}
