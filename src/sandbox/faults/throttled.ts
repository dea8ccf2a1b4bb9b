import type { Fault } from './fault.ts';

const PAUSE_S = 60;
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A 429 whose Retry-After is made from the instant at which the pause ends. */
function throttled(how: string, retryAfter: ((until: Date) => string) | undefined): Fault {
  return {
    summary: `429 ${how}`,
    answer: ({ c, now }) => {
      if (retryAfter) c.header('retry-after', retryAfter(new Date(now + PAUSE_S * 1000)));
      return c.json({ error: 'rate_limited', error_description: 'Too many requests.' }, 429);
    },
  };
}

export const throttledDigits = throttled(`with Retry-After: ${PAUSE_S}`, () => String(PAUSE_S));
export const throttledImfDate = throttled('with Retry-After as a date of today', (until) => until.toUTCString());
export const throttledRfc850Date = throttled('with Retry-After as a date of RFC 850', (until) => {
  const [, day, month, year, time] = partsOf(until);
  return `${LONG_DAYS[until.getUTCDay()]}, ${day}-${month}-${year!.slice(2)} ${time} GMT`;
});
export const throttledAsctimeDate = throttled('with Retry-After as a date of asctime', (until) => {
  const [weekday, day, month, year, time] = partsOf(until);
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
});
export const throttledMalformed = throttled('with Retry-After: soon', () => 'soon');
export const throttledSilent = throttled('without Retry-After', undefined);

/** Weekday, day, month, year and time. */
function partsOf(date: Date): readonly string[] {
  return date.toUTCString().replace(',', '').split(' ');
}
