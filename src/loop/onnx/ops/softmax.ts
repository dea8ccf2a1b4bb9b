import { requireFloats, type Tensor } from '../graph.ts';
import { axisOf } from '../shapes.ts';
import { log, mul, sub } from './arithmetic.ts';
import { sum } from './broadcast.ts';
import { exp } from './functions.ts';
import { max } from './reduce.ts';

/** eˣ over its sum along an axis, without overflow. @param axis @default the last */
export function softmax(x: Tensor, axis = -1): Tensor {
  requireFloats('softmax', [x]);
  const along = axisOf('softmax', x.shape, axis);
  const y: Tensor = x.graph.apply({
    operator: 'Softmax',
    inputs: [x],
    shape: x.shape,
    attributes: { axis: along },
    pullbacks: [
      (dy) => {
        const weighted = mul(dy, y);
        return sub(weighted, mul(y, sum(weighted, [along], { keepAxes: true })));
      },
    ],
  });
  return y;
}

/**
 * The logarithm of {@link softmax}, without overflow. From smaller ops, because WebGPU has no LogSoftmax.
 *
 * @param axis @default the last
 */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  requireFloats('logSoftmax', [x]);
  const along = [axisOf('logSoftmax', x.shape, axis)];
  const total = (tensor: Tensor) => sum(tensor, along, { keepAxes: true });
  const shifted = sub(x, max(x, along, { keepAxes: true }));
  const y = sub(shifted, log(total(exp(shifted))));
  return x.graph.derive(y, [x], [(dy) => sub(dy, mul(exp(y), total(dy)))]);
}
