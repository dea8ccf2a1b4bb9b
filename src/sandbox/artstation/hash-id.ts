import { scramble, unscramble } from '../scramble.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The short code by which ArtStation addresses a project: one for each number. */
export function hashIdOf(uploadId: number): string {
  let rest = scramble(uploadId);
  let code = '';
  do {
    code = DIGITS[rest % 62] + code;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return code.padStart(5, '0');
}

/** @returns NaN if the code has other signs than digits and letters */
export function uploadIdOf(hashId: string): number {
  let number = 0;
  for (const sign of hashId) {
    const digit = DIGITS.indexOf(sign);
    if (digit < 0) return Number.NaN;
    number = number * 62 + digit;
  }
  return unscramble(number);
}
