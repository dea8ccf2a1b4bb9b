import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { NoProviderError, SessionLostError, UnknownProviderError } from '../errors.ts';
import { inTurn } from './gpu-turns.ts';
import { PROVIDERS, type Provider, providersHere, type Refusal } from './providers.ts';
import { runError } from './run-error.ts';
import { holdExit, openFate, settle } from './run-fate.ts';
import type { Opening, Reply, Request, SessionInfo, SessionRequest } from './session-messages.ts';
import type { NamedValues, Ports } from './values.ts';

export interface SessionOptions {
  /** Tried in this order. @default providersHere() */
  readonly providers?: readonly Provider[];
  /** Threads of one run on the CPU. @default as many as the machine has cores */
  readonly threads?: number;
  /** From an input's name to that of the output that takes its place at the next run, without leaving the device. */
  readonly carried?: Readonly<Record<string, string>>;
}

/**
 * One model on one device. It runs in a thread of its own, so the event loop never waits for it. Calls may overlap:
 * they are done in their order, and read their inputs then.
 */
export interface Session extends SessionInfo, AsyncDisposable {
  /**
   * Puts inputs onto the device, where they stand for all later runs until set again.
   *
   * @throws RangeError if the model has no such input, or it takes another type or shape
   * @throws DeviceMemoryError if they do not fit
   */
  set(inputs: NamedValues): Promise<void>;

  /**
   * Runs with these inputs and those that stand.
   *
   * A run cannot be stopped half-way. If it is aborted, the promise is rejected at once with the signal's reason, the
   * thread finishes and drops what came out: for all later calls it is as if this one had not been made.
   *
   * @returns all outputs but the carried ones
   * @throws RangeError if an input is missing, unknown, or of another type or shape
   * @throws DeviceMemoryError if the run needs more memory than the device has
   * @throws ModelRunError if ONNX Runtime fails otherwise
   */
  run(inputs: NamedValues, signal?: AbortSignal): Promise<NamedValues>;

  /** Reads inputs that stand on the device: a carried one has its newest value. @throws RangeError if one does not */
  get(names: readonly string[]): Promise<NamedValues>;

  /** Releases the device and ends the thread, once what was asked before is done. */
  close(): Promise<void>;
}

/**
 * Opens a model on the first provider that takes it. The model and the inputs are copied into the session's thread;
 * outputs come back without a copy.
 *
 * @param model the bytes of any ONNX model of tensors, such as a `.onnx` file
 * @throws NoProviderError if all refuse
 * @throws UnknownProviderError if one does not exist
 * @throws RangeError if an option does not fit the model
 * @example
 * await using session = await openSession(modelBytes(graph));
 * const { y } = await session.run({ x: { shape: [2], values: Float32Array.of(1, 2) } });
 */
export async function openSession(
  model: Uint8Array,
  { providers = providersHere(), threads = availableParallelism(), carried = {} }: SessionOptions = {},
): Promise<Session> {
  if (!(Number.isSafeInteger(threads) && threads >= 1)) {
    throw new RangeError(`threads must be a whole number >= 1, got ${threads}`);
  }
  requireProviders(providers);
  const open = () => startThread({ model, providers, threads, carried });
  return providers.includes('webgpu') ? inTurn(open) : open();
}

function requireProviders(names: readonly string[]): void {
  const known: readonly string[] = PROVIDERS;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UnknownProviderError(unknown, known);
}

async function startThread(request: SessionRequest): Promise<Session> {
  const worker = new Worker(new URL('./session-thread.ts', import.meta.url), { workerData: request });
  const ended = once(worker, 'exit').then(([code]) => Promise.reject(new SessionLostError(`ended with code ${code}`)));
  const [opening] = (await Promise.race([once(worker, 'message'), ended])) as [Opening];
  if (opening.kind === 'refused') throw new NoProviderError(opening.refusals);
  return new ThreadSession(worker, opening.session);
}

class ThreadSession implements Session {
  readonly provider: Provider;
  readonly refusals: readonly Refusal[];
  readonly inputs: Ports;
  readonly outputs: Ports;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #unanswered: PromiseWithResolvers<NamedValues>[] = [];
  #lost: SessionLostError | null = null;
  #closed: Promise<void> | null = null;

  constructor(worker: Worker, { provider, refusals, inputs, outputs }: SessionInfo) {
    this.provider = provider;
    this.refusals = refusals;
    this.inputs = inputs;
    this.outputs = outputs;
    this.#worker = worker;
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (cause) => this.#lose(new SessionLostError(`failed: ${cause.message}`, { cause })));
    this.#ended = new Promise((resolve) => {
      worker.on('exit', (code) => {
        this.#lose(new SessionLostError(`ended with code ${code}`));
        resolve();
      });
    });
  }

  async set(inputs: NamedValues): Promise<void> {
    await this.#ask({ kind: 'set', inputs: withoutRest(inputs) });
  }

  async run(inputs: NamedValues, signal?: AbortSignal): Promise<NamedValues> {
    signal?.throwIfAborted();
    const fate = openFate();
    const aborted = Promise.withResolvers<never>();
    const abort = () => {
      if (settle(fate, 'aborted')) aborted.reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([this.#ask({ kind: 'run', inputs: withoutRest(inputs), fate }), aborted.promise]);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  get(names: readonly string[]): Promise<NamedValues> {
    return this.#ask({ kind: 'get', names });
  }

  close(): Promise<void> {
    this.#closed ??= this.#inTurn(() => {
      this.#post({ kind: 'close' });
      return this.#ended;
    });
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #ask(request: Request): Promise<NamedValues> {
    if (this.#closed !== null) throw new Error('the session is closed');
    return this.#inTurn(async () => {
      if (this.#lost !== null) throw this.#lost;
      this.#post(request);
      const reply = Promise.withResolvers<NamedValues>();
      this.#unanswered.push(reply);
      if (request.kind !== 'run') return reply.promise;
      return reply.promise.finally(holdExit(request.fate));
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.provider === 'webgpu' ? inTurn(work) : work();
  }

  #post(request: Request): void {
    this.#worker.postMessage(request);
  }

  #settle(reply: Reply): void {
    const { resolve, reject } = this.#unanswered.shift()!;
    if (reply.kind === 'done') resolve(reply.values);
    else reject(runError(this.provider, reply.error));
  }

  #lose(error: SessionLostError): void {
    this.#lost ??= error;
    for (const { reject } of this.#unanswered.splice(0)) reject(this.#lost);
  }
}

/** A part of an array is sent with all the memory that it is a part of, unless it is copied out. */
function withoutRest(inputs: NamedValues): NamedValues {
  const own = Object.entries(inputs).map(([name, { shape, values }]) => {
    const isWhole = values.byteLength === values.buffer.byteLength;
    return [name, { shape, values: isWhole ? values : values.slice() }];
  });
  return Object.fromEntries(own);
}
