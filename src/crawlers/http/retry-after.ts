import { instantFromSiteDate, MONTH_NAMES } from '../dates.ts';

const RFC_850 = /^[A-Z][a-z]+day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/;

/**
 * The pause that a Retry-After header asks for: seconds as digits, or one of the three date forms of RFC 9110,
 * section 5.6.7. A date is taken relative to the reply's own Date, so a wrong clock on either side does not matter.
 *
 * @param value the header
 * @param date the reply's Date header, if it has one
 * @param now local time, used where the reply has no Date
 * @returns milliseconds, 0 for a past date, undefined for a malformed value: it is ignored, never read as 0
 * @example retryAfterMs('120', undefined, 0) // => 120000
 */
export function retryAfterMs(value: string | undefined, date: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const replyAt = (date === undefined ? undefined : instantFromHttpDate(date, now)) ?? now;
  const at = instantFromHttpDate(text, replyAt);
  return at === undefined ? undefined : Math.max(0, at - replyAt);
}

/**
 * An HTTP date in any of its three forms.
 *
 * @param now decides the century of the form with two digits for the year: at most 50 years ahead
 * @returns milliseconds since 1970-01-01 UTC, or undefined
 * @example instantFromHttpDate('Sun Nov  6 08:49:37 1994', 0) // => 784111777000
 */
export function instantFromHttpDate(value: string, now: number): number | undefined {
  const text = value.trim();
  const rfc850 = RFC_850.exec(text);
  if (rfc850) {
    const [, day, month, yearText, hour, minute, second] = rfc850;
    const thisYear = new Date(now).getUTCFullYear();
    const year = Math.floor(thisYear / 100) * 100 + Number(yearText);
    return instant(year > thisYear + 50 ? year - 100 : year, month!, day!, `${hour}:${minute}:${second}`);
  }
  const asctime = ASCTIME.exec(text);
  if (asctime) {
    const [, month, day, hour, minute, second, year] = asctime;
    return instant(Number(year), month!, day!.replace(' ', '0'), `${hour}:${minute}:${second}`);
  }
  return text.endsWith(' GMT') ? instantFromSiteDate(text) : undefined;
}

function instant(year: number, monthName: string, day: string, time: string): number | undefined {
  const month = String(MONTH_NAMES.indexOf(monthName) + 1).padStart(2, '0');
  return instantFromSiteDate(`${year}-${month}-${day} ${time} UTC`);
}
