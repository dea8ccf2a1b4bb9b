import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { parseSafetensors, safetensorsBytes, type WeightTensor } from '../../src/loop/runs/safetensors.ts';

const shape = fc.array(fc.nat(4), { maxLength: 3 });
const sized = <T>(values: (length: number) => fc.Arbitrary<T>) =>
  shape.chain((axes) => {
    const length = axes.reduce((product, axis) => product * axis, 1);
    return values(length).map((made) => ({ shape: axes, values: made }));
  });
const exactly = (length: number) => ({ minLength: length, maxLength: length });

const tensor: fc.Arbitrary<WeightTensor> = fc.oneof(
  sized((n) => fc.float32Array(exactly(n))).map((part) => ({ dtype: 'F32', ...part }) as const),
  sized((n) => fc.float64Array(exactly(n))).map((part) => ({ dtype: 'F64', ...part }) as const),
  sized((n) => fc.uint16Array(exactly(n))).map((part) => ({ dtype: 'F16', ...part }) as const),
  sized((n) => fc.bigInt64Array(exactly(n))).map((part) => ({ dtype: 'I64', ...part }) as const),
  sized((n) => fc.int32Array(exactly(n))).map((part) => ({ dtype: 'I32', ...part }) as const),
  sized((n) => fc.uint8Array(exactly(n))).map((part) => ({ dtype: 'U8', ...part }) as const),
);
const text = fc.string({ unit: 'binary', maxLength: 6 });
const weights = fc.record({
  tensors: fc.array(fc.tuple(text, tensor), { maxLength: 5 }).map((entries) => new Map(entries)),
  metadata: fc.array(fc.tuple(text, text), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
});

test('what is written is read again, bit for bit', () => {
  fc.assert(
    fc.property(weights, (written) => {
      const bytes = safetensorsBytes(written);
      const read = parseSafetensors(bytes, 'written');
      expect(read.metadata).toEqual(written.metadata);
      expect(new Set(read.tensors.keys())).toEqual(new Set(written.tensors.keys()));
      for (const [name, { dtype, shape: axes, values }] of written.tensors) {
        const found = read.tensors.get(name)!;
        expect([found.dtype, found.shape]).toEqual([dtype, axes]);
        expect(Buffer.from(found.values.buffer)).toEqual(
          Buffer.from(values.buffer, values.byteOffset, values.byteLength),
        );
      }
      expect(safetensorsBytes(read)).toEqual(bytes);
    }),
  );
});

test('a damaged file is either refused by name or read as something that can be written', () => {
  const damage = fc.tuple(fc.nat(), fc.nat(255));
  fc.assert(
    fc.property(weights, fc.array(damage, { minLength: 1, maxLength: 4 }), fc.nat(20), (written, changes, cut) => {
      const bytes = safetensorsBytes(written);
      for (const [place, value] of changes) bytes[place % bytes.length] = value;
      try {
        const read = parseSafetensors(bytes.subarray(0, bytes.length - (cut % 3)), 'damaged');
        safetensorsBytes(read);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 500 },
  );
});
