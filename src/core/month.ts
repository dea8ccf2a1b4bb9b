/**
 * Calendar months in UTC as whole numbers: months since January 1970, so that 2021-01 is 612.
 * Text has the form `YYYY-MM`.
 */
export type Month = number;

/** @example monthFromText('2021-01') // => 612 */
export function monthFromText(text: string): Month {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (!match) throw new RangeError(`a month must look like 2021-01, got "${text}"`);
  return (Number(match[1]) - 1970) * 12 + Number(match[2]) - 1;
}

/** @example textFromMonth(612) // => '2021-01' */
export function textFromMonth(month: Month): string {
  const year = yearOfMonth(month);
  return `${String(year).padStart(4, '0')}-${String(month - (year - 1970) * 12 + 1).padStart(2, '0')}`;
}

/** @example yearOfMonth(612) // => 2021 */
export function yearOfMonth(month: Month): number {
  return 1970 + Math.floor(month / 12);
}

/** @param at milliseconds since 1970-01-01 UTC */
export function monthFromInstant(at: number): Month {
  const date = new Date(at);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** The month's first instant, in milliseconds since 1970-01-01 UTC. */
export function startOfMonth(month: Month): number {
  return Date.UTC(1970, month, 1);
}
