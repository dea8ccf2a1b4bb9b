const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A zone of the continental United States: hours east of UTC in winter. */
export type UsZone = -5 | -6 | -8;
export const EASTERN: UsZone = -5;
export const CENTRAL: UsZone = -6;
export const PACIFIC: UsZone = -8;

/**
 * Milliseconds to add to UTC for local time. Daylight saving as in force since 2007 (Energy Policy Act of 2005):
 * from the second Sunday of March to the first Sunday of November, both at 02:00 local time.
 */
export function utcOffset(at: number, zone: UsZone): number {
  const [begins, ends] = daylightDays(new Date(at).getUTCFullYear());
  const isDaylight = at >= begins + (2 - zone) * HOUR && at < ends + (1 - zone) * HOUR;
  return (isDaylight ? zone + 1 : zone) * HOUR;
}

const daysByYear = new Map<number, readonly [number, number]>();

/** Midnights UTC of the two Sundays on which clocks change. */
function daylightDays(year: number): readonly [number, number] {
  const known = daysByYear.get(year);
  if (known) return known;
  const days = [nthSunday(year, 2, 2), nthSunday(year, 10, 1)] as const;
  daysByYear.set(year, days);
  return days;
}

/** Midnight UTC of the nth Sunday of a month; months from 0. */
function nthSunday(year: number, month: number, nth: number): number {
  const first = Date.UTC(year, month, 1);
  return first + (((7 - new Date(first).getUTCDay()) % 7) + (nth - 1) * 7) * DAY;
}

/** @example isoLocal(Date.UTC(2023, 1, 1, 0, 30), EASTERN) // => '2023-01-31T19:30:00.000-05:00' */
export function isoLocal(at: number, zone: UsZone): string {
  const offset = utcOffset(at, zone);
  return `${new Date(at + offset).toISOString().slice(0, 23)}${offsetText(offset, ':')}`;
}

/** Seconds, and no colon in the offset. @example isoCompact(1571258270000, PACIFIC) // => '2019-10-16T13:37:50-0700' */
export function isoCompact(at: number, zone: UsZone): string {
  const offset = utcOffset(at, zone);
  return `${new Date(at + offset).toISOString().slice(0, 19)}${offsetText(offset, '')}`;
}

function offsetText(offset: number, separator: string): string {
  return `-${String(-offset / HOUR).padStart(2, '0')}${separator}00`;
}

/** The instant at which a local calendar day begins. */
export function startOfLocalDay(year: number, month: number, day: number, zone: UsZone): number {
  const midnightUtc = Date.UTC(year, month - 1, day);
  return midnightUtc - utcOffset(midnightUtc - zone * HOUR, zone);
}
