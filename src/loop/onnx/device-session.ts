import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GpuCopies } from './gpu-copies.ts';
import { type OpenedOn, openOnFirst } from './provider-chain.ts';
import type { Provider } from './providers.ts';
import { runtimeOptions } from './runtime-options.ts';
import type { SessionRequest } from './session-messages.ts';
import { type NamedValues, type Ports, portsOf, requireCarriable, requireFit, type TensorValues } from './values.ts';

type Carried = SessionRequest['carried'];

/** A model on its device, for the thread that runs it: ONNX Runtime blocks its thread while it works. */
export class DeviceSession {
  readonly inputs: Ports;
  readonly outputs: Ports;
  readonly #session: InferenceSession;
  readonly #carried: Carried;
  readonly #copies: GpuCopies | null;
  readonly #standing = new Map<string, Tensor>();

  /**
   * Opens a model on the first provider that takes it.
   *
   * @throws NoProviderError if all refuse
   * @throws RangeError if the model holds what a session does not take, or has not what is to be carried
   */
  static async open({ model, providers, threads, carried }: SessionRequest): Promise<OpenedOn<DeviceSession>> {
    const { opened, ...chosen } = await openOnFirst(providers, (provider) =>
      InferenceSession.create(model, {
        ...runtimeOptions(provider, threads),
        preferredOutputLocation: outputLocations(provider, carried),
      }),
    );
    try {
      const { provider } = chosen;
      const copies = provider === 'webgpu' ? new GpuCopies(runtimeOptions(provider, threads)) : null;
      return { ...chosen, opened: new DeviceSession(opened, carried, copies) };
    } catch (error) {
      await opened.release();
      throw error;
    }
  }

  private constructor(session: InferenceSession, carried: Carried, copies: GpuCopies | null) {
    this.#session = session;
    this.inputs = portsOf(session.inputMetadata);
    this.outputs = portsOf(session.outputMetadata);
    requireCarriable(carried, this.inputs, this.outputs);
    this.#carried = carried;
    this.#copies = copies;
  }

  /** Puts inputs onto the device, where they stand for later runs. */
  async set(inputs: NamedValues): Promise<void> {
    requireFit(this.inputs, inputs);
    for (const [name, values] of Object.entries(inputs)) {
      const tensor = this.#tensor(name, values);
      this.#stand(name, this.#copies === null ? tensor : await this.#copies.upload(tensor));
    }
  }

  /**
   * Runs once.
   *
   * @param counts asked when the run is over: if not, no carried output takes the place of its input
   */
  async run(inputs: NamedValues, counts: () => boolean): Promise<NamedValues> {
    requireFit(this.inputs, inputs);
    const feeds = Object.fromEntries(this.#standing);
    for (const [name, values] of Object.entries(inputs)) feeds[name] = this.#tensor(name, values);
    const missing = [...this.inputs.keys()].filter((name) => !(name in feeds));
    if (missing.length > 0) throw new RangeError(`the model needs ${missing.join(', ')} too: neither set nor given`);
    const outputs = new Map(Object.entries(await this.#session.run(feeds)));
    const isCounted = counts();
    for (const [input, output] of Object.entries(this.#carried)) {
      const tensor = outputs.get(output)!;
      outputs.delete(output);
      if (isCounted) this.#stand(input, tensor);
      else tensor.dispose();
    }
    return Object.fromEntries([...outputs].map(([name, tensor]) => [name, valuesOf(tensor)]));
  }

  /** Reads what stands on the device. */
  async get(names: readonly string[]): Promise<NamedValues> {
    const read: Record<string, TensorValues> = {};
    for (const name of names) {
      const tensor = this.#standing.get(name);
      if (tensor === undefined) throw new RangeError(`no input ${name} stands on the device: it was never set`);
      read[name] = this.#copies === null ? copyOf(valuesOf(tensor)) : valuesOf(await this.#copies.download(tensor));
    }
    return read;
  }

  async release(): Promise<void> {
    for (const tensor of this.#standing.values()) tensor.dispose();
    this.#standing.clear();
    await this.#copies?.release();
    await this.#session.release();
  }

  #stand(name: string, tensor: Tensor): void {
    this.#standing.get(name)?.dispose();
    this.#standing.set(name, tensor);
  }

  #tensor(name: string, { shape, values }: TensorValues): Tensor {
    return new Tensor(this.inputs.get(name)!.type, values, shape);
  }
}

/** What is carried stays on the device, if the package can hold tensors there: on WebGPU. */
function outputLocations(provider: Provider, carried: Carried): Record<string, 'gpu-buffer'> {
  const outputs = provider === 'webgpu' ? Object.values(carried) : [];
  return Object.fromEntries(outputs.map((output) => [output, 'gpu-buffer']));
}

/** The values of a tensor in memory; the types of outputs were checked when the model was opened. */
function valuesOf(tensor: Tensor): TensorValues {
  return { shape: tensor.dims, values: tensor.data as TensorValues['values'] };
}

function copyOf({ shape, values }: TensorValues): TensorValues {
  return { shape, values: values.slice() };
}
