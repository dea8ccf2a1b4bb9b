import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { FeatureMatrix } from '../metrics/feature-matrix.ts';
import { type Matmul, requireFit } from '../metrics/matmul.ts';

/** Numbers of ONNX's TensorProto.DataType. */
const ELEMENT_TYPES = { float32: 1, float64: 11 } as const;
type Kind = keyof typeof ELEMENT_TYPES;

/**
 * Products by ONNX Runtime on the CPU, in single or double precision as the matrices are.
 *
 * @param threads threads of one product; more than the machine has cores are of no use
 * @throws RangeError if threads is not a whole number >= 1
 */
export async function onnxMatmul(threads: number): Promise<Matmul> {
  if (!(Number.isSafeInteger(threads) && threads >= 1)) {
    throw new RangeError(`threads must be a whole number >= 1, got ${threads}`);
  }
  const open = (kind: Kind) =>
    InferenceSession.create(matmulModel(kind), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableMemPattern: false,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  const sessions = { float32: await open('float32'), float64: await open('float64') };
  return async (a, b) => {
    requireFit(a, b);
    const kind = kindOf(a);
    const { c } = await sessions[kind].run({ a: tensorOf(a, kind), b: tensorOf(b, kind) });
    // A product has the kind of its factors, which the model states and the types of the package do not.
    return { rows: a.rows, columns: b.columns, values: c!.data as typeof a.values };
  };
}

function kindOf(matrix: FeatureMatrix): Kind {
  return matrix.values instanceof Float32Array ? 'float32' : 'float64';
}

function tensorOf({ rows, columns, values }: FeatureMatrix, kind: Kind): Tensor {
  return new Tensor(kind, values, [rows, columns]);
}

/** The ONNX graph c = MatMul(a, b) over matrices of any size, in the protocol buffers' wire format. */
function matmulModel(kind: Kind): Uint8Array {
  const matrix = (name: string, rows: string, columns: string) => {
    const dimension = (size: string) => message(1, text(2, size));
    const shape = message(2, [...dimension(rows), ...dimension(columns)]);
    const tensorType = message(1, [...number(1, ELEMENT_TYPES[kind]), ...shape]);
    return [...text(1, name), ...message(2, tensorType)];
  };
  const node = [...text(1, 'a'), ...text(1, 'b'), ...text(2, 'c'), ...text(4, 'MatMul')];
  const graph = [
    ...message(1, node),
    ...text(2, 'matmul'),
    ...message(11, matrix('a', 'm', 'k')),
    ...message(11, matrix('b', 'k', 'n')),
    ...message(12, matrix('c', 'm', 'n')),
  ];
  const IR_VERSION = 8;
  const OPSET = 13;
  return Uint8Array.from([...number(1, IR_VERSION), ...message(7, graph), ...message(8, number(2, OPSET))]);
}

function message(field: number, bytes: readonly number[]): number[] {
  return [(field << 3) | 2, ...varint(bytes.length), ...bytes];
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}

function number(field: number, value: number): number[] {
  return [field << 3, ...varint(value)];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
