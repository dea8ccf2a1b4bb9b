import { scramble, unscramble } from '../scramble.ts';
import { hexDigits } from '../world/mix.ts';

/** A UUID that can be traced back to its number. DeviantArt writes them in capitals. */
export function uuidOf(n: number, salt: number): string {
  const head = scramble(n).toString(16).padStart(8, '0');
  const rest = hexDigits(n, salt, 24);
  const parts = [head, rest.slice(0, 4), rest.slice(4, 8), rest.slice(8, 12), rest.slice(12)];
  return parts.join('-').toUpperCase();
}

/** @returns undefined if the text is not a UUID made by `uuidOf` with this salt */
export function numberOfUuid(uuid: string, salt: number): number | undefined {
  const n = unscramble(Number.parseInt(uuid.slice(0, 8), 16));
  return uuidOf(n, salt) === uuid.toUpperCase() ? n : undefined;
}
