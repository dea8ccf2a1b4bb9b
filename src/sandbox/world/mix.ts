/**
 * A whole number in [0, 2^32) that looks random but depends only on its arguments (murmur3's finisher).
 * Serves details that are not worth a column: titles, sizes, favourites.
 */
export function mix(id: number, salt: number): number {
  let hash = Math.imul(id ^ Math.imul(salt + 1, 0x9e3779b9), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) >>> 0;
}

export function pick<T>(options: readonly T[], id: number, salt: number): T {
  return options[mix(id, salt) % options.length]!;
}

/** `length` lower-case hexadecimal digits that depend only on the arguments. */
export function hexDigits(id: number, salt: number, length: number): string {
  let digits = '';
  for (let word = 0; digits.length < length; word++) {
    digits += mix(id, salt * 16 + word)
      .toString(16)
      .padStart(8, '0');
  }
  return digits.slice(0, length);
}
