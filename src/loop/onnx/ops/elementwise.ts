import { type Pullback, requireFloats, type Tensor } from '../graph.ts';

/** One of ONNX's operators that map each element of one tensor; `pullback` is given the result. */
export function elementwise(op: string, operator: string, x: Tensor, pullback: (y: () => Tensor) => Pullback): Tensor {
  requireFloats(op, [x]);
  const y: Tensor = x.graph.apply({ operator, inputs: [x], shape: x.shape, pullbacks: [pullback(() => y)] });
  return y;
}
