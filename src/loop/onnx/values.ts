import type { InferenceSession } from 'onnxruntime-node';
import { sameShape, showShape, sizeOf } from './shapes.ts';

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** What a session's tensors may hold. */
export type ValueType = keyof typeof ARRAYS;

/** Values of a tensor in this thread, row by row. Truths (bool) are bytes of 0 and 1. */
export interface TensorValues {
  readonly shape: readonly number[];
  readonly values: InstanceType<(typeof ARRAYS)[ValueType]>;
}

/** Tensors by the names that a model's inputs and outputs have. */
export type NamedValues = Readonly<Record<string, TensorValues>>;

/** An input or output of a model. A length that only a run knows has a name. */
export interface Port {
  readonly type: ValueType;
  readonly shape: readonly (number | string)[];
}

export type Ports = ReadonlyMap<string, Port>;

/** A model's inputs or outputs as ONNX Runtime describes them. @throws RangeError if one holds what no session takes */
export function portsOf(metadata: readonly InferenceSession.ValueMetadata[]): Ports {
  return new Map(
    metadata.map((value) => {
      const type = value.isTensor ? value.type : 'no tensor';
      if (!isValueType(type)) {
        throw new RangeError(`the model's ${value.name} holds ${type}, expected ${Object.keys(ARRAYS).join(', ')}`);
      }
      return [value.name, { type, shape: value.isTensor ? value.shape : [] }];
    }),
  );
}

/**
 * Checks values against the inputs that they are for.
 *
 * @throws RangeError naming the input, what it takes and what came
 */
export function requireFit(inputs: Ports, values: NamedValues): void {
  for (const [name, { shape, values: array }] of Object.entries(values)) {
    const port = inputs.get(name);
    if (port === undefined) {
      throw new RangeError(`no input ${name}; there are ${namesOf(inputs)}`);
    }
    const expected = ARRAYS[port.type];
    if (!(array instanceof expected)) {
      throw new RangeError(`input ${name} takes ${port.type}, a ${expected.name}; got a ${array.constructor.name}`);
    }
    if (!fits(shape, port.shape)) {
      throw new RangeError(`input ${name} takes shape [${port.shape.join(', ')}], got ${showShape(shape)}`);
    }
    if (array.length !== sizeOf(shape)) {
      throw new RangeError(
        `input ${name} of shape ${showShape(shape)} needs ${sizeOf(shape)} values, got ${array.length}`,
      );
    }
  }
}

/**
 * Checks that each input to be carried has an output of its own type and shape to take its place.
 *
 * @param carried from the names of inputs to those of outputs
 * @throws RangeError naming what is missing or differs
 */
export function requireCarriable(carried: Readonly<Record<string, string>>, inputs: Ports, outputs: Ports): void {
  const taken = new Set<string>();
  for (const [inputName, outputName] of Object.entries(carried)) {
    if (taken.has(outputName)) throw new RangeError(`${outputName} is carried to two inputs, expected one`);
    taken.add(outputName);
    const input = inputs.get(inputName);
    const output = outputs.get(outputName);
    if (input === undefined) throw new RangeError(`no input ${inputName} to carry; there are ${namesOf(inputs)}`);
    if (output === undefined) throw new RangeError(`no output ${outputName} to carry; there are ${namesOf(outputs)}`);
    if (showPort(input) !== showPort(output)) {
      throw new RangeError(
        `${outputName}, ${showPort(output)}, cannot take the place of ${inputName}, ${showPort(input)}`,
      );
    }
  }
}

function namesOf(ports: Ports): string {
  return [...ports.keys()].join(', ');
}

function showPort({ type, shape }: Port): string {
  return `${type} [${shape.join(', ')}]`;
}

function isValueType(type: string): type is ValueType {
  return Object.hasOwn(ARRAYS, type);
}

function fits(shape: readonly number[], expected: Port['shape']): boolean {
  return sameShape(
    shape,
    expected.map((length, axis) => (typeof length === 'string' ? (shape[axis] ?? -1) : length)),
  );
}
