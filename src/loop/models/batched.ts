import type { FeatureMatrix } from '../metrics/feature-matrix.ts';
import type { Session } from '../onnx/session.ts';
import { sizeOf } from '../onnx/shapes.ts';
import type { NamedValues } from '../onnx/values.ts';

/** Values of all items, an item a row of the first axis. */
export interface Items {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/**
 * Runs a model whose batch is fixed over any number of items. The last batch is filled up with its last item.
 *
 * @param batch items of one run
 * @param items by the names of the model's inputs, all with equally many items
 * @returns the model's outputs, one row an item, whatever axes follow the first
 * @throws RangeError if there are no items
 * @throws the signal's reason if aborted
 */
export async function runInBatches(
  session: Pick<Session, 'run'>,
  batch: number,
  items: Readonly<Record<string, Items>>,
  signal?: AbortSignal,
): Promise<Record<string, FeatureMatrix<Float32Array<ArrayBuffer>>>> {
  const count = Object.values(items)[0]?.shape[0] ?? 0;
  if (count === 0) throw new RangeError('expected at least one item, got none');
  const results: Record<string, FeatureMatrix<Float32Array<ArrayBuffer>>> = {};
  for (let start = 0; start < count; start += batch) {
    const inputs = Object.entries(items).map(([name, all]) => [name, batchOf(all, start, batch)]);
    const outputs = await session.run(Object.fromEntries(inputs) as NamedValues, signal);
    for (const [name, { shape, values }] of Object.entries(outputs)) {
      const columns = sizeOf(shape.slice(1));
      results[name] ??= { rows: count, columns, values: new Float32Array(count * columns) };
      const kept = Math.min(batch, count - start) * columns;
      results[name].values.set((values as Float32Array).subarray(0, kept), start * columns); // our models give floats
    }
  }
  return results;
}

function batchOf({ shape, values }: Items, start: number, batch: number): Items {
  const [count, ...item] = shape;
  const size = sizeOf(item);
  const end = Math.min(start + batch, count!);
  const part = values instanceof Float32Array ? new Float32Array(batch * size) : new Int32Array(batch * size);
  part.set(values.subarray(start * size, end * size));
  for (let place = end - start; place < batch; place++)
    part.set(values.subarray((end - 1) * size, end * size), place * size);
  return { shape: [batch, ...item], values: part };
}
