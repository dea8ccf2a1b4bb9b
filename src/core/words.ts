import { monthFromText, startOfMonth } from './month.ts';

/** With a sign and one decimal. @example signedNumber(3.04) // => '+3.0' */
export function signedNumber(value: number): string {
  const size = Math.abs(value).toFixed(1);
  return Number(size) === 0 ? '0' : `${value < 0 ? '−' : '+'}${size}`;
}

/** @example longMonth('2022-01') // => 'January 2022' */
export function longMonth(month: string): string {
  return new Date(startOfMonth(monthFromText(month))).toLocaleDateString('en-GB', {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
}
