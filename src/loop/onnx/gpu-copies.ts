import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { encodeModel, identity, valueInfo } from './protos.ts';
import type { ValueType } from './values.ts';

type Place = 'gpu-buffer' | 'cpu';

/**
 * Copies tensors onto a WebGPU device and back by graphs of one Identity: `getData` of a tensor on the device ends the
 * process (onnxruntime-node 1.30). A tensor lives no longer than the session that made it, so they stay open until
 * released.
 */
export class GpuCopies {
  readonly #options: InferenceSession.SessionOptions;
  readonly #sessions = new Map<string, InferenceSession>();

  constructor(options: InferenceSession.SessionOptions) {
    this.#options = options;
  }

  upload(tensor: Tensor): Promise<Tensor> {
    return this.#copy(tensor, 'gpu-buffer');
  }

  download(tensor: Tensor): Promise<Tensor> {
    return this.#copy(tensor, 'cpu');
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
    this.#sessions.clear();
  }

  async #copy(x: Tensor, place: Place): Promise<Tensor> {
    const key = `${x.type} ${place}`;
    // Tensors were made by a session, from types that it takes.
    const session = this.#sessions.get(key) ?? (await this.#open(x.type as ValueType, place));
    this.#sessions.set(key, session);
    return (await session.run({ x })).y!;
  }

  #open(type: ValueType, place: Place): Promise<InferenceSession> {
    return InferenceSession.create(copyModel(type), { ...this.#options, preferredOutputLocation: place });
  }
}

/** y = x, of any shape. */
function copyModel(type: ValueType): Uint8Array {
  return encodeModel({
    name: 'copy',
    node: [identity('x', 'y')],
    input: [valueInfo('x', { shape: null, type })],
    output: [valueInfo('y', { shape: null, type })],
  });
}
