import { expect, test } from 'vitest';
import { runInBatches } from '../../../../src/loop/models/batched.ts';
import type { NamedValues } from '../../../../src/loop/onnx/values.ts';

/** A model of two items a run that doubles x and tells each item's id. */
function doubling(seen: NamedValues[] = []) {
  return {
    run: async (inputs: NamedValues): Promise<NamedValues> => {
      seen.push(inputs);
      const x = inputs.x!.values as Float32Array<ArrayBuffer>;
      const id = Float32Array.from(inputs.id!.values as Int32Array);
      return { doubled: { shape: [2, 3, 1], values: x.map((value) => 2 * value) }, id: { shape: [2], values: id } };
    },
  };
}

const itemsOf = (count: number) => ({
  x: { shape: [count, 3], values: Float32Array.from({ length: 3 * count }, (_, i) => i) },
  id: { shape: [count], values: Int32Array.from({ length: count }, (_, i) => 10 + i) },
});

test.each([1, 2, 4, 5])('%d items come back in order, an item a row', async (count) => {
  const { doubled, id } = await runInBatches(doubling(), 2, itemsOf(count));
  expect(doubled).toEqual({
    rows: count,
    columns: 3,
    values: Float32Array.from({ length: 3 * count }, (_, i) => 2 * i),
  });
  expect(id).toEqual({ rows: count, columns: 1, values: Float32Array.from(itemsOf(count).id.values) });
});

test('the last batch is filled up with the last item', async () => {
  const seen: NamedValues[] = [];
  await runInBatches(doubling(seen), 2, itemsOf(3));
  expect(seen[1]).toEqual({
    x: { shape: [2, 3], values: Float32Array.of(6, 7, 8, 6, 7, 8) },
    id: { shape: [2], values: Int32Array.of(12, 12) },
  });
});

test('no items are refused', async () => {
  await expect(runInBatches(doubling(), 2, itemsOf(0))).rejects.toThrow('expected at least one item, got none');
});
