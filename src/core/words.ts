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

/** How often something happens, with a decimal where it is seldom. @example rateWords(3.14) // => '3.1' */
export function rateWords(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}
