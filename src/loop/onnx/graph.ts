import { sameShape, shapeError, showShape, sizeOf } from './shapes.ts';

/** What a tensor holds. Gradients exist for float32 only; int32 are indices, bool are masks. */
export type ElementType = 'float32' | 'int32' | 'int64' | 'bool';

/** A tensor that does not exist yet: its shape and type are known, its values are there when a session runs. */
export interface Tensor {
  readonly graph: Graph;
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** Place in the order of making: whatever a tensor is computed from has a smaller one. */
  readonly order: number;
}

/** From the gradient of a loss by an op's output to the gradient by one of its inputs. */
export type Pullback = (dy: Tensor) => Tensor;

/** ONNX's INT, INTS or FLOAT. A float says so, because 1 could be either. */
export type Attribute = number | readonly number[] | { readonly float: number };

/** One ONNX operator: reads tensors, makes one. */
export interface Node {
  readonly operator: string;
  readonly inputs: readonly Tensor[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly output: Tensor;
}

/** How a gradient passes from an op's output to its inputs; undefined where none passes. */
export interface Derivative {
  readonly inputs: readonly Tensor[];
  readonly pullbacks: readonly (Pullback | undefined)[];
}

export interface Application {
  readonly operator: string;
  readonly inputs: readonly Tensor[];
  readonly shape: readonly number[];
  /** @default 'float32' */
  readonly type?: ElementType;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** One for each input; left out where the op has no gradient. */
  readonly pullbacks?: readonly (Pullback | undefined)[];
}

export interface Constant {
  readonly tensor: Tensor;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A computation as ONNX operators over tensors of fixed shapes. It grows only: an op is a function that takes tensors
 * of one graph and adds nodes to it. The same operator on the same inputs is made once and shared, and so are equal
 * constants.
 *
 * @example
 * const graph = new Graph();
 * const x = graph.input('x', [2, 3]);
 * graph.output('y', mul(x, x));
 * const session = await InferenceSession.create(modelBytes(graph));
 */
export class Graph {
  readonly inputs: Tensor[] = [];
  readonly outputs = new Map<string, Tensor>();
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  readonly #derivatives = new Map<Tensor, Derivative>();
  readonly #shared = new Map<string, Tensor>();
  #made = 0;

  /**
   * A tensor that is fed at every run.
   *
   * @throws RangeError if the name is taken or the shape is not one of whole numbers >= 1
   */
  input(name: string, shape: readonly number[], type: ElementType = 'float32'): Tensor {
    if (this.inputs.some((input) => input.name === name))
      throw new RangeError(`the graph has an input ${name} already`);
    if (!shape.every((length) => Number.isSafeInteger(length) && length >= 1)) {
      throw new RangeError(`input ${name}: a shape is of whole numbers >= 1, got ${showShape(shape)}`);
    }
    const input = this.#tensor(shape, type, name);
    this.inputs.push(input);
    return input;
  }

  /**
   * A tensor whose values are part of the model.
   *
   * @param values row by row; their number is the product of the shape
   * @throws RangeError if the values do not fill the shape
   */
  constant(values: Float32Array | readonly number[], shape: readonly number[]): Tensor {
    return this.#constant(Float32Array.from(values), shape, 'float32');
  }

  /** A float32 constant without axes. */
  scalar(value: number): Tensor {
    return this.constant([value], []);
  }

  /**
   * A constant of whole numbers: int64 for the shapes and axes that ONNX wants as tensors, int32 for indices. One that
   * is both would be copied between CPU and GPU at every run.
   */
  integers(values: readonly number[], shape: readonly number[], type: 'int32' | 'int64'): Tensor {
    const typed = type === 'int32' ? Int32Array.from(values) : BigInt64Array.from(values, BigInt);
    return this.#constant(typed, shape, type);
  }

  /**
   * Names a tensor that a run returns.
   *
   * @throws RangeError if the name is taken
   */
  output(name: string, tensor: Tensor): void {
    if (this.outputs.has(name)) throw new RangeError(`the graph has an output ${name} already`);
    this.outputs.set(name, tensor);
  }

  /**
   * Adds one operator, or finds the equal one that is there already. The caller has checked the shapes.
   *
   * @throws RangeError if a plain number among the attributes is not whole, or a float is none of float32
   */
  apply({ operator, inputs, shape, type = 'float32', attributes = {}, pullbacks }: Application): Tensor {
    for (const [name, value] of Object.entries(attributes)) requireAttribute(`${operator}: attribute ${name}`, value);
    const key = `${operator}(${inputs.map(({ name }) => name).join()})${JSON.stringify(attributes)}${showShape(shape)}${type}`;
    const shared = this.#shared.get(key);
    if (shared !== undefined) return shared;
    const output = this.#tensor(shape, type);
    this.nodes.push({ operator, inputs, attributes, output });
    this.#shared.set(key, output);
    if (pullbacks !== undefined) this.#derivatives.set(output, { inputs, pullbacks });
    return output;
  }

  /**
   * Gives a tensor made from several operators one derivative, which takes the place of theirs.
   *
   * @returns the same tensor
   */
  derive(output: Tensor, inputs: readonly Tensor[], pullbacks: readonly (Pullback | undefined)[]): Tensor {
    this.#derivatives.set(output, { inputs, pullbacks });
    return output;
  }

  derivativeOf(tensor: Tensor): Derivative | undefined {
    return this.#derivatives.get(tensor);
  }

  #constant(
    values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
    shape: readonly number[],
    type: ElementType,
  ): Tensor {
    if (values.length !== sizeOf(shape)) {
      throw new RangeError(
        `a constant of shape ${showShape(shape)} needs ${sizeOf(shape)} values, got ${values.length}`,
      );
    }
    const bytes = new Uint8Array(values.buffer);
    const key = `${type}${showShape(shape)}${Buffer.from(bytes).toString('latin1')}`;
    const shared = this.#shared.get(key);
    if (shared !== undefined) return shared;
    const tensor = this.#tensor(shape, type);
    this.constants.push({ tensor, bytes });
    this.#shared.set(key, tensor);
    return tensor;
  }

  #tensor(shape: readonly number[], type: ElementType, name?: string): Tensor {
    const order = this.#made++;
    return { graph: this, name: name === undefined ? `#${order}` : name, shape: [...shape], type, order };
  }
}

/**
 * Checks that operands belong to one graph and hold floats.
 *
 * @throws RangeError naming the op, and the operand by its place
 */
export function requireFloats(op: string, operands: readonly Tensor[]): void {
  for (const [place, operand] of operands.entries()) {
    if (operand.graph !== operands[0]!.graph) throw new RangeError(`${op}: operand ${place + 1} is of another graph`);
    if (operand.type !== 'float32') {
      throw new RangeError(`${op}: operand ${place + 1} holds ${operand.type}, expected float32`);
    }
  }
}

/** Checks that two tensors have one shape. @throws RangeError naming the op and the operand */
export function requireSameShape(op: string, operand: string, tensor: Tensor, shape: readonly number[]): void {
  if (!sameShape(tensor.shape, shape)) throw shapeError(op, operand, tensor.shape, showShape(shape));
}

function requireAttribute(what: string, value: Attribute): void {
  if (typeof value === 'object' && 'float' in value) {
    if (Number.isFinite(Math.fround(value.float))) return;
    throw new RangeError(`${what}: a float is finite in float32, got ${value.float}`);
  }
  for (const number of [value].flat()) {
    if (Number.isSafeInteger(number)) continue;
    throw new RangeError(`${what}: a plain number is whole, got ${number}; a float is written { float: ${number} }`);
  }
}
