import { expect, test } from 'vitest';
import { bitmap, copyBits, countBits, packFlags, setBits } from '../../../src/store/bits.ts';

const OFFSETS = [0, 1, 3, 7, 8, 9, 15, 16, 2047];
const LENGTHS = [0, 1, 7, 8, 9, 16, 31, 64];

function bitsOf(bits: Uint8Array): number[] {
  return Array.from({ length: bits.length * 8 }, (_, i) => (bits[i >> 3]! >> (i & 7)) & 1);
}

/** Flags in no pattern of eight. */
function flags(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((i * i + i) % 5 < 2 ? 1 : 0));
}

test.each(OFFSETS)('bits copied behind %i others stand there, and nothing else changes', (at) => {
  for (const length of LENGTHS) {
    const source = bitmap(length);
    packFlags(source, 0, flags(length));
    if (length % 8 > 0) source[source.length - 1]! |= 0xff << (length % 8); // what follows the last bit must not be copied
    const target = bitmap(at + length + 8);
    setBits(target, 0, at);
    copyBits(target, at, source, length);
    const expected = [...Array(at).fill(1), ...flags(length)];
    expect(bitsOf(target)).toEqual([...expected, ...Array(target.length * 8 - expected.length).fill(0)]);
  }
});

test.each(OFFSETS)('flags packed behind %i others are the bits set there', (at) => {
  for (const length of LENGTHS) {
    const target = bitmap(at + length);
    packFlags(target, at, flags(length));
    expect(bitsOf(target).slice(at, at + length)).toEqual([...flags(length)]);
    expect(countBits(target, at + length)).toBe(flags(length).reduce((sum, flag) => sum + flag, 0));
  }
});

test.each(OFFSETS)('setting bits from %i on sets those and no others', (at) => {
  for (const length of LENGTHS) {
    const target = bitmap(at + length + 9);
    setBits(target, at, length);
    expect(bitsOf(target).map((bit, i) => bit === (i >= at && i < at + length ? 1 : 0))).not.toContain(false);
    expect(countBits(target, at + length)).toBe(length);
  }
});

test('bits behind the end are not counted', () => {
  expect(countBits(Uint8Array.of(0xff), 3)).toBe(3);
});
