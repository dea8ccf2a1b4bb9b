import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { FeatureMatrix } from '../metrics/feature-matrix.ts';
import { type Matmul, requireFit } from '../metrics/matmul.ts';
import { encodeModel, valueInfo } from './protos.ts';
import { runtimeOptions } from './runtime-options.ts';

type Kind = 'float32' | 'float64';

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
  const open = (kind: Kind) => InferenceSession.create(matmulModel(kind), runtimeOptions('cpu', threads));
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

/** c = MatMul(a, b) over matrices of any size. */
function matmulModel(type: Kind): Uint8Array {
  return encodeModel({
    name: 'matmul',
    node: [{ opType: 'MatMul', input: ['a', 'b'], output: ['c'] }],
    input: [valueInfo('a', { shape: ['m', 'k'], type }), valueInfo('b', { shape: ['k', 'n'], type })],
    output: [valueInfo('c', { shape: ['m', 'n'], type })],
  });
}
