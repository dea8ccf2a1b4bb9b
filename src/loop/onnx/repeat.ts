import { AttributeProto_AttributeType, TensorProto_DataType } from 'onnx-buf';
import type { Graph, Tensor } from './graph.ts';
import { encodeModel, identity, type NodeInit, nodesAndConstants, valueInfo } from './protos.ts';
import { sameShape, showShape } from './shapes.ts';

/** How the inputs of a step are treated when it is repeated. Inputs not named are the same at every step. */
export interface Repetition {
  /** From the name of an input to that of the output that takes its place in the next step. */
  readonly carried: Readonly<Record<string, string>>;
  /** Names of inputs that are fed for every step: with one more axis in front, as long as the run has steps. */
  readonly fed: readonly string[];
}

/** The input that says how many steps a run takes: an int32 scalar >= 1. */
export const STEPS = 'steps';

/**
 * The bytes of a model that takes several steps of a graph in one run, by ONNX's Loop: what is carried stays on the
 * device between them. Inputs and outputs have the names they have in the graph, and there is one more input,
 * {@link STEPS}; a carried output is that of the last step, any other has all steps along one more axis in front.
 *
 * @throws RangeError if a name is not the graph's, or a carried output has another shape or type than its input
 */
export function repeatedModelBytes(step: Graph, { carried, fed }: Repetition): Uint8Array {
  const states = Object.entries(carried).map(([input, output]) => stateOf(step, input, output));
  const fedInputs = fed.map((name) => inputNamed(step, name));
  const lastOutputs = new Set(Object.values(carried));
  const collected = [...step.outputs].filter(([name]) => !lastOutputs.has(name));
  const all = (tensor: Tensor) => ({ shape: [STEPS, ...tensor.shape], type: tensor.type });

  // A name of the loop's body must not be one of the graph around it, except for what the body reads from there.
  const local = new Set([...states.map(({ input }) => input), ...fedInputs]);
  const nameOf = (tensor: Tensor) => (local.has(tensor) ? `step ${tensor.name}` : tensor.name);
  const { nodes, constants } = nodesAndConstants(step, nameOf);
  const bodyOutputs = [...states.map(({ name, output }) => [name, output] as const), ...collected];
  const body = {
    name: 'step',
    node: [
      identity('go on', 'step go on'),
      ...fedInputs.map((input) => gatherStep(input.name, nameOf(input))),
      ...nodes,
      ...bodyOutputs.map(([name, tensor]) => identity(nameOf(tensor), `step ${name}`)),
    ],
    initializer: constants,
    input: [
      valueInfo('step number', { shape: [], type: 'int64' }),
      valueInfo('go on', { shape: [], type: 'bool' }),
      ...states.map(({ input }) => valueInfo(nameOf(input), input)),
    ],
    output: [
      valueInfo('step go on', { shape: [], type: 'bool' }),
      ...bodyOutputs.map(([name, tensor]) => valueInfo(`step ${name}`, tensor)),
    ],
  };
  const loop: NodeInit = {
    opType: 'Loop',
    name: 'Loop',
    input: ['trips', '', ...states.map(({ input }) => input.name)],
    output: bodyOutputs.map(([name]) => name),
    attribute: [{ name: 'body', type: AttributeProto_AttributeType.GRAPH, g: body }],
  };
  return encodeModel({
    name: 'steps',
    node: [castToInt64(STEPS, 'trips'), loop],
    input: [
      valueInfo(STEPS, { shape: [], type: 'int32' }),
      ...step.inputs.map((input) => valueInfo(input.name, fedInputs.includes(input) ? all(input) : input)),
    ],
    output: [
      ...states.map(({ name, output }) => valueInfo(name, output)),
      ...collected.map(([name, tensor]) => valueInfo(name, all(tensor))),
    ],
  });
}

function castToInt64(from: string, to: string): NodeInit {
  const type = { name: 'to', type: AttributeProto_AttributeType.INT, i: BigInt(TensorProto_DataType.INT64) };
  return { opType: 'Cast', name: `Cast ${to}`, input: [from], output: [to], attribute: [type] };
}

function gatherStep(from: string, to: string): NodeInit {
  const axis = { name: 'axis', type: AttributeProto_AttributeType.INT, i: 0n };
  return { opType: 'Gather', name: `Gather ${to}`, input: [from, 'step number'], output: [to], attribute: [axis] };
}

function stateOf(step: Graph, inputName: string, name: string) {
  const input = inputNamed(step, inputName);
  const output = step.outputs.get(name);
  if (output === undefined)
    throw new RangeError(`the step has no output ${name}; it has ${namesOf(step.outputs.keys())}`);
  if (!sameShape(input.shape, output.shape) || input.type !== output.type) {
    throw new RangeError(
      `output ${name} is ${output.type} of shape ${showShape(output.shape)}, ` +
        `expected ${input.type} of ${showShape(input.shape)} as input ${inputName}`,
    );
  }
  return { input, name, output };
}

function inputNamed(step: Graph, name: string): Tensor {
  const input = step.inputs.find((candidate) => candidate.name === name);
  if (input === undefined) {
    throw new RangeError(`the step has no input ${name}; it has ${namesOf(step.inputs.map((tensor) => tensor.name))}`);
  }
  return input;
}

function namesOf(names: Iterable<string>): string {
  return [...names].join(', ');
}
