import { createHash } from 'node:crypto';

/**
 * The seed that an item is drawn with: the first 64 bits of SHA-256 over "run seed/item/generation" in decimal digits. It
 * depends on nothing else, so an item is the same whatever was drawn before it, and the same item of two arms starts from
 * the same noise: differences between arms are not differences of luck.
 *
 * @param runSeed of the loop, a whole number >= 0
 * @param item its number among the items of its generation, from 0
 * @param generation whose model draws it
 * @returns 16 hexadecimal digits, the highest first
 * @throws RangeError if a number is not whole or below 0
 * @example itemSeed(1, 0, 0) // => '6cba450af1db9058'
 */
export function itemSeed(runSeed: number, item: number, generation: number): string {
  const numbers = [runSeed, item, generation];
  if (!numbers.every((value) => Number.isSafeInteger(value) && value >= 0)) {
    throw new RangeError(`run seed, item and generation must be whole numbers >= 0, got ${numbers.join(', ')}`);
  }
  return createHash('sha256').update(numbers.join('/')).digest('hex').slice(0, 16);
}
