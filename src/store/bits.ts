/** Bitmaps as Arrow and DuckDB have them: one bit a row, the lowest bit of the first byte first. */

/** @returns an empty bitmap of as many rows */
export function bitmap(rows: number): Uint8Array {
  return new Uint8Array(Math.ceil(rows / 8));
}

/**
 * Copies the first `length` bits of `source` behind the first `at` bits of `target`, which must be zero from there on.
 *
 * @param at any row, not only a multiple of 8
 * @example copyBits(new Uint8Array([0b1]), 1, new Uint8Array([0b11]), 2) // the target's byte becomes 0b111
 */
export function copyBits(target: Uint8Array, at: number, source: Uint8Array, length: number): void {
  const shift = at & 7;
  const lastByte = Math.ceil(length / 8) - 1;
  const lastMask = 0xff >> (7 - ((length + 7) & 7));
  let place = at >> 3;
  for (let i = 0; i <= lastByte; i++, place++) {
    const byte = i === lastByte ? source[i]! & lastMask : source[i]!;
    target[place]! |= byte << shift;
    if (shift > 0 && byte >> (8 - shift) !== 0) target[place + 1]! |= byte >> (8 - shift);
  }
}

/** Sets the bits from `at` on that have a byte other than 0 in `flags`; the target must be zero from there on. */
export function packFlags(target: Uint8Array, at: number, flags: Uint8Array): void {
  for (let i = 0; i < flags.length; i++) {
    if (flags[i] !== 0) target[(at + i) >> 3]! |= 1 << ((at + i) & 7);
  }
}

/** Sets `length` bits from `at` on. */
export function setBits(target: Uint8Array, at: number, length: number): void {
  const end = at + length;
  let bit = at;
  for (; bit < end && (bit & 7) !== 0; bit++) target[bit >> 3]! |= 1 << (bit & 7);
  target.fill(0xff, bit >> 3, Math.max(bit, end) >> 3);
  for (bit = Math.max(bit, end - (end & 7)); bit < end; bit++) target[bit >> 3]! |= 1 << (bit & 7);
}

/** How many of the first `length` bits are set. */
export function countBits(bits: Uint8Array, length: number): number {
  let count = 0;
  for (let i = 0; i < length; i++) count += (bits[i >> 3]! >> (i & 7)) & 1;
  return count;
}
