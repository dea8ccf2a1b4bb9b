import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { parseSafetensors, safetensorsBytes, type WeightTensor } from '../../../../src/loop/runs/safetensors.ts';

const TENSORS = new Map<string, WeightTensor>([
  ['9', { dtype: 'F16', shape: [2], values: Uint16Array.of(0x3e00, 0xc000) }], // 1.5 and −2
  ['u', { dtype: 'U8', shape: [3], values: Uint8Array.of(7, 8, 9) }],
  ['b.weight', { dtype: 'F32', shape: [2, 3], values: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25) }],
  ['10', { dtype: 'I32', shape: [], values: Int32Array.of(3) }],
  ['q"é', { dtype: 'F32', shape: [2], values: Float32Array.of(-0, Number.POSITIVE_INFINITY) }],
  ['empty', { dtype: 'F32', shape: [0, 4], values: new Float32Array(0) }],
  ['a', { dtype: 'I64', shape: [2], values: BigInt64Array.of(1n, -2n) }],
  ['d', { dtype: 'F64', shape: [1], values: Float64Array.of(0.1) }],
]);
const WEIGHTS = { tensors: TENSORS, metadata: { step: '3' } };

/** The same tensors as written by the Python package safetensors 0.8.0, by `save(tensors, metadata={"step": "3"})`. */
const HEADER =
  '{"__metadata__":{"step":"3"},"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},' +
  '"d":{"dtype":"F64","shape":[1],"data_offsets":[16,24]},"b.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[24,48]},' +
  '"empty":{"dtype":"F32","shape":[0,4],"data_offsets":[48,48]},"q\\"é":{"dtype":"F32","shape":[2],"data_offsets":[48,56]},' +
  '"10":{"dtype":"I32","shape":[],"data_offsets":[56,60]},"9":{"dtype":"F16","shape":[2],"data_offsets":[60,64]},' +
  '"u":{"dtype":"U8","shape":[3],"data_offsets":[64,67]}}  ';
const GOLDEN = Buffer.concat([
  Buffer.from('e801000000000000', 'hex'),
  Buffer.from(HEADER),
  Buffer.from(
    '0100000000000000feffffffffffffff9a9999999999b93f000000000000803e0000003f0000403f0000803f0000a03f' +
      '000000800000807f03000000003e00c0070809',
    'hex',
  ),
]);

test('the bytes are those of the format’s own library', () => {
  expect(Buffer.from(safetensorsBytes(WEIGHTS)).toString('latin1')).toBe(GOLDEN.toString('latin1'));
});

test('a file of the format’s own library is read, wherever its bytes lie', () => {
  const shifted = new Uint8Array(GOLDEN.length + 3);
  shifted.set(GOLDEN, 3);
  const { tensors, metadata } = parseSafetensors(shifted.subarray(3), 'golden');
  expect(metadata).toEqual({ step: '3' });
  expect(new Map([...tensors].sort())).toEqual(new Map([...TENSORS].sort()));
});

test('the order in which tensors and metadata are named does not matter', () => {
  const again = { tensors: new Map([...TENSORS].reverse()), metadata: { b: '1', a: '2' } };
  const first = { tensors: TENSORS, metadata: { a: '2', b: '1' } };
  expect(safetensorsBytes(again)).toEqual(safetensorsBytes(first));
});

test('tensors that cannot be written are refused', () => {
  const write = (name: string, tensor: WeightTensor) =>
    safetensorsBytes({ tensors: new Map([[name, tensor]]), metadata: {} });
  expect(() => write('w', { dtype: 'F32', shape: [2, 2], values: new Float32Array(3) })).toThrow(
    'tensor w of shape [2,2] has 4 values, got 3',
  );
  expect(() => write('__metadata__', { dtype: 'F32', shape: [], values: new Float32Array(1) })).toThrow(RangeError);
});

describe('a file that is not what it should be is refused:', () => {
  const entry = (changes: object) => ({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...changes } });
  const file = (header: unknown, dataBytes: number) => {
    const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([start, text, Buffer.alloc(dataBytes)]);
  };
  const two = (a: readonly number[], b: readonly number[]) => ({
    a: { dtype: 'F32', shape: [2], data_offsets: a },
    b: { dtype: 'F32', shape: [2], data_offsets: b },
  });
  test.each<[string, Uint8Array, string]>([
    ['too short', GOLDEN.subarray(0, 7), 'at least 8 bytes of safetensors, got 7'],
    ['a header longer than the file', GOLDEN.subarray(0, 100), 'a header of at most 92 bytes, got a length of 488'],
    ['no JSON', file('{"w":', 0), 'a header in JSON'],
    ['no UTF-8', Buffer.concat([file('', 0).fill(2, 0, 1), Buffer.of(0xff, 0xfe)]), 'a header in JSON'],
    ['no table', file([1], 0), 'header: '],
    ['an unknown element type', file(entry({ dtype: 'F8' }), 8), 'w.dtype: expected one of I64, F64, F32'],
    ['a broken length', file(entry({ shape: [1.5] }), 8), 'w.shape.0: '],
    ['a negative place', file(entry({ data_offsets: [-8, 0] }), 8), 'w.data_offsets.0: '],
    ['metadata that are no text', file({ __metadata__: { a: 1 } }, 0), '__metadata__.a: '],
    ['a shape that does not fit', file(entry({ shape: [3] }), 8), 'w: expected 12 bytes for F32 of shape [3], got 8'],
    ['data that end early', file(entry({}), 7), 'expected 8 bytes of data, got 7'],
    ['data that nobody names', file(entry({}), 9), 'expected 8 bytes of data, got 9'],
    ['a gap', file(two([0, 8], [9, 17]), 17), 'b: expected its data to begin at 8, got 9'],
    ['an overlap', file(two([0, 8], [4, 12]), 12), 'b: expected its data to begin at 8, got 4'],
    ['an end before its beginning', file(entry({ data_offsets: [0, 0] }), 0), 'w: expected 8 bytes'],
  ])('%s', (_, bytes, message) => {
    expect(() => parseSafetensors(bytes, 'x.safetensors')).toThrow(InputError);
    expect(() => parseSafetensors(bytes, 'x.safetensors')).toThrow(`x.safetensors: `);
    expect(() => parseSafetensors(bytes, 'x.safetensors')).toThrow(message);
  });
});
