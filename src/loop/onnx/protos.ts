import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  type AttributeProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataType,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import type { Attribute, ElementType, Graph, Node, Tensor } from './graph.ts';

export type GraphInit = MessageInitShape<typeof GraphProtoSchema>;
export type NodeInit = MessageInitShape<typeof NodeProtoSchema>;
type TensorInit = MessageInitShape<typeof TensorProtoSchema>;
type ValueInfoInit = MessageInitShape<typeof ValueInfoProtoSchema>;

const IR_VERSION = 10n;
const OPSET = 21n;

/** An input or output: a length that only a run knows has a name, float64 and uint8 stand outside the engine's graphs. */
interface ValueType {
  /** Null where only a run knows how many axes there are. */
  readonly shape: readonly (number | string)[] | null;
  readonly type: ElementType | 'float64' | 'uint8';
}

const DATA_TYPES: Readonly<Record<ValueType['type'], TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  uint8: TensorProto_DataType.UINT8,
  bool: TensorProto_DataType.BOOL,
};

/** A model of opset 21 around a graph, as bytes. */
export function encodeModel(graph: GraphInit): Uint8Array {
  const opsetImport = [{ domain: '', version: OPSET }];
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: IR_VERSION, producerName: 'tidemark', opsetImport, graph }),
  );
}

/** The nodes and constants that a graph's outputs need; `nameOf` says under which name a tensor goes. */
export function nodesAndConstants(
  graph: Graph,
  nameOf: (tensor: Tensor) => string,
): { readonly nodes: NodeInit[]; readonly constants: TensorInit[] } {
  const { nodes, needed } = neededFor(graph);
  return {
    nodes: nodes.map(({ operator, inputs, attributes, output }) => ({
      opType: operator,
      name: `${operator}${output.name}`,
      input: inputs.map(nameOf),
      output: [nameOf(output)],
      attribute: Object.entries(attributes).map(([name, value]) => attributeInit(name, value)),
    })),
    constants: graph.constants
      .filter(({ tensor }) => needed.has(tensor))
      .map(({ tensor, bytes }) => ({
        name: nameOf(tensor),
        dims: tensor.shape.map(BigInt),
        dataType: DATA_TYPES[tensor.type],
        rawData: bytes,
      })),
  };
}

/** An input or output of a graph. */
export function valueInfo(name: string, { shape, type }: ValueType): ValueInfoInit {
  const dim = shape?.map((length) => ({
    value:
      typeof length === 'string'
        ? { case: 'dimParam' as const, value: length }
        : { case: 'dimValue' as const, value: BigInt(length) },
  }));
  const known = dim === undefined ? {} : { shape: { dim } };
  return { name, type: { value: { case: 'tensorType', value: { elemType: DATA_TYPES[type], ...known } } } };
}

/** Gives a tensor one more name: an output may be an input, or two outputs one tensor. */
export function identity(from: string, to: string): NodeInit {
  return { opType: 'Identity', name: `Identity ${to}`, input: [from], output: [to] };
}

function neededFor(graph: Graph): { readonly nodes: readonly Node[]; readonly needed: ReadonlySet<Tensor> } {
  const needed = new Set<Tensor>(graph.outputs.values());
  const nodes = graph.nodes.toReversed().filter(({ inputs, output }) => {
    if (!needed.has(output)) return false;
    for (const input of inputs) needed.add(input);
    return true;
  });
  return { nodes: nodes.reverse(), needed };
}

function attributeInit(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === 'number') return { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) };
  if ('float' in value) return { name, type: AttributeProto_AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) };
}
