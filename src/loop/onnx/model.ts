import type { Graph } from './graph.ts';
import { encodeModel, identity, nodesAndConstants, valueInfo } from './protos.ts';

/**
 * The bytes of an ONNX model, as `InferenceSession.create` takes them and as a `.onnx` file holds them. Only what the
 * outputs need is written. The same graph gives the same bytes.
 *
 * @throws RangeError if the graph has no output
 */
export function modelBytes(graph: Graph): Uint8Array {
  if (graph.outputs.size === 0) throw new RangeError('a model needs at least one output, the graph has none');
  const { nodes, constants } = nodesAndConstants(graph, ({ name }) => name);
  const outputs = [...graph.outputs];
  return encodeModel({
    name: 'graph',
    node: [...nodes, ...outputs.map(([name, tensor]) => identity(tensor.name, name))],
    initializer: constants,
    input: graph.inputs.map((tensor) => valueInfo(tensor.name, tensor)),
    output: outputs.map(([name, tensor]) => valueInfo(name, tensor)),
  });
}
