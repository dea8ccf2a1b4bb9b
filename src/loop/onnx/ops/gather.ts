import { requireFloats, type Tensor } from '../graph.ts';
import { shapeError, showShape, sizeOf } from '../shapes.ts';
import { equal } from './arithmetic.ts';
import { reshape } from './broadcast.ts';
import { swapLastAxes } from './layout.ts';
import { matmul } from './matmul.ts';

/**
 * Rows of a table by their numbers: an embedding, or a batch out of a data set. The gradient by the table is a product
 * with the one-hot matrix, because a scatter runs on the CPU only.
 *
 * @param table [rows, ...]
 * @param ids int32, each in [0, rows), which only a run can check; any shape
 * @returns [...shape of ids, ...]
 * @throws RangeError if ids are no int32 or the table has no axis
 */
export function gather(table: Tensor, ids: Tensor): Tensor {
  requireFloats('gather', [table]);
  requireIndices('gather', ids);
  const [rows, ...row] = table.shape;
  if (rows === undefined) throw shapeError('gather', 'table', table.shape, '[rows, ...]');
  return table.graph.apply({
    operator: 'Gather',
    inputs: [table, ids],
    shape: [...ids.shape, ...row],
    attributes: { axis: 0 },
    pullbacks: [
      (dy) => {
        const picked = reshape(oneHot(ids, rows), [sizeOf(ids.shape), rows]);
        const flat = reshape(dy, [sizeOf(ids.shape), sizeOf(row)]);
        return reshape(matmul(swapLastAxes(picked), flat), table.shape);
      },
      undefined,
    ],
  });
}

/**
 * 1 at an index's place, else 0.
 *
 * @param ids int32, any shape
 * @returns [...shape of ids, classes]
 */
export function oneHot(ids: Tensor, classes: number): Tensor {
  requireIndices('oneHot', ids);
  const places = ids.graph.integers([...Array(classes).keys()], [classes], 'int32');
  return equal(reshape(ids, [...ids.shape, 1]), places);
}

function requireIndices(op: string, ids: Tensor): void {
  if (ids.type !== 'int32') {
    throw new RangeError(`${op}: ids hold ${ids.type} in ${showShape(ids.shape)}, expected int32`);
  }
}
