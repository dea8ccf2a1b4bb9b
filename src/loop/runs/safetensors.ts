import { z } from 'zod';
import { InputError } from '../../core/errors.ts';

/** Element types with the arrays they are held in; F16 as its bits. In the order that the format's own library has them. */
const ARRAYS = {
  I64: BigInt64Array,
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  F16: Uint16Array,
  U8: Uint8Array,
} as const;
export type Dtype = keyof typeof ARRAYS;
const DTYPES = Object.keys(ARRAYS) as [Dtype, ...Dtype[]]; // the table is not empty

/** A tensor, its last axis the fastest. `values` has as many elements as the lengths in `shape` multiply to. */
export type WeightTensor = {
  readonly [D in Dtype]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    readonly values: InstanceType<(typeof ARRAYS)[D]>;
  };
}[Dtype];

/** What a safetensors file holds: tensors by name, and a map of text to text. */
export interface Weights {
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** Readers of the format refuse longer headers. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * The bytes of a safetensors file: the header's length in 8 bytes, little-endian; the header, JSON padded with spaces to a
 * multiple of 8; the tensors one after the other. Larger elements come first, then tensors by name, so that all are aligned
 * and equal weights have equal bytes: those of the format's own library, but for the order of several metadata.
 *
 * Format: https://huggingface.co/docs/safetensors
 *
 * @throws RangeError if a tensor's values do not fit its shape, or it has the name of the metadata
 */
export function safetensorsBytes({ tensors, metadata }: Weights): Uint8Array {
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) =>
      DTYPES.indexOf(a.dtype) - DTYPES.indexOf(b.dtype) || Buffer.compare(Buffer.from(nameA), Buffer.from(nameB)),
  );
  const entries: [string, unknown][] = [];
  const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length > 0) entries.push([METADATA, Object.fromEntries(sorted)]);
  let end = 0;
  for (const [name, { dtype, shape, values }] of ordered) {
    if (name === METADATA) throw new RangeError(`a tensor must not be named ${METADATA}`);
    if (values.length !== elements(shape)) {
      throw new RangeError(`tensor ${name} of shape [${shape}] has ${elements(shape)} values, got ${values.length}`);
    }
    const begin = end;
    end += values.byteLength;
    entries.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  // Put together by hand: an object would move names such as "0" to its front.
  const json = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  const header = Buffer.from(json);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(header, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { values }] of ordered) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

const length = z.int().min(0);
const entrySchema = z.strictObject({
  dtype: z.enum(DTYPES, {
    error: (issue) => `expected one of ${DTYPES.join(', ')}, got ${JSON.stringify(issue.input)}`,
  }),
  shape: z.array(length),
  data_offsets: z.tuple([length, length]),
});
type Entry = z.infer<typeof entrySchema>;

const metadataSchema = z.record(z.string(), z.string());

/**
 * Reads a safetensors file, every number of it checked before it is used.
 *
 * @param file what to call the bytes in messages
 * @throws InputError naming what was expected: a header that is whole, and tensors that fit their shapes and together fill the
 *   file without gap or overlap
 */
export function parseSafetensors(bytes: Uint8Array, file: string): Weights {
  const fail = (problem: string, cause?: unknown): never => {
    throw new InputError(file, problem, { cause });
  };
  const { header, data } = partsOf(bytes, fail);
  const { [METADATA]: metadata = {}, ...rest } = header;
  const named = Object.entries(rest).map(([name, value]) => ({ name, ...parsed(entrySchema, name, value, fail) }));
  requireFilled(named, data.length, fail);
  const tensors = named.map((entry) => [entry.name, tensorOf(entry, data, fail)] as const);
  return { tensors: new Map(tensors), metadata: parsed(metadataSchema, METADATA, metadata, fail) };
}

type Fail = (problem: string, cause?: unknown) => never;

function partsOf(bytes: Uint8Array, fail: Fail): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) fail(`expected at least ${LENGTH_BYTES} bytes of safetensors, got ${bytes.length}`);
  const stated = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  const room = Math.min(bytes.length - LENGTH_BYTES, MAX_HEADER_BYTES);
  if (stated > BigInt(room)) fail(`expected a header of at most ${room} bytes, got a length of ${stated}`);
  const start = LENGTH_BYTES + Number(stated);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, start)));
  } catch (cause) {
    fail('expected a header in JSON', cause);
  }
  return { header: parsed(z.record(z.string(), z.unknown()), 'header', header, fail), data: bytes.subarray(start) };
}

function parsed<Schema extends z.ZodType>(schema: Schema, name: string, value: unknown, fail: Fail): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  return fail(`${[name, ...path.map(String)].join('.')}: ${message}`);
}

/** Tensors must lie one after the other, from the first byte to the last. */
function requireFilled(entries: readonly (Entry & { name: string })[], dataBytes: number, fail: Fail): void {
  const byPlace = entries.toSorted(
    (a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let end = 0;
  for (const { name, data_offsets } of byPlace) {
    if (data_offsets[0] !== end) fail(`${name}: expected its data to begin at ${end}, got ${data_offsets[0]}`);
    end = data_offsets[1];
  }
  if (end !== dataBytes) fail(`expected ${end} bytes of data, got ${dataBytes}`);
}

function tensorOf(
  { name, dtype, shape, data_offsets: [begin, end] }: Entry & { name: string },
  data: Uint8Array,
  fail: Fail,
) {
  const needed = elements(shape) * ARRAYS[dtype].BYTES_PER_ELEMENT;
  if (end - begin !== needed) {
    fail(`${name}: expected ${needed} bytes for ${dtype} of shape [${shape}], got ${end - begin}`);
  }
  const { buffer } = new Uint8Array(data.subarray(begin, end)); // a copy, aligned for any element
  return { dtype, shape, values: new ARRAYS[dtype](buffer) } as WeightTensor; // the array is that of dtype
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
