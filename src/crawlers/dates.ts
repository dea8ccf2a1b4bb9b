const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ?(Z|UTC|[+-]\d\d:?\d\d)$/;
const RSS = /^[A-Z][a-z]{2}, (\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (GMT|UTC|PST|PDT|[+-]\d{4})$/;
const UNIX_SECONDS = /^\d{1,11}$/;

/** English names as dates of the web write them, January first. */
export const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ZONE_MINUTES: Readonly<Record<string, number>> = { Z: 0, UTC: 0, GMT: 0, PST: -8 * 60, PDT: -7 * 60 };

/**
 * Reads a date as the three sites and their dumps write it: ISO 8601 with an offset (with or without a colon),
 * the same with ` UTC`, unix seconds as a number or digits, and RSS dates with an offset or a named US Pacific zone.
 * A date without a zone is refused, so the zone of this process never matters. Digits below the millisecond are cut.
 *
 * @returns milliseconds since 1970-01-01 UTC, or undefined if the text has none of these forms
 * @example instantFromSiteDate('2023-01-31T19:30:00.000-05:00') // => Date.UTC(2023, 1, 1, 0, 30)
 */
export function instantFromSiteDate(raw: string | number): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) && raw >= 0 ? Math.floor(raw * 1000) : undefined;
  const iso = ISO.exec(raw);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction = '', zone] = iso;
    const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
    return instantFromFields([year, month, day, hour, minute, second].map(Number), ms, zone!);
  }
  if (UNIX_SECONDS.test(raw)) return Number(raw) * 1000;
  const rss = RSS.exec(raw);
  if (!rss) return undefined;
  const [, day, name, year, hour, minute, second, zone] = rss;
  const month = MONTH_NAMES.indexOf(name!) + 1;
  return instantFromFields([Number(year), month, ...[day, hour, minute, second].map(Number)], 0, zone!);
}

function instantFromFields(fields: readonly number[], ms: number, zone: string): number | undefined {
  const [year, month, day, hour, minute, second] = fields as [number, number, number, number, number, number];
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  // Date.UTC rolls 31 April over into May; a real date comes back unchanged.
  if (wall.getUTCMonth() !== month - 1 || wall.getUTCDate() !== day || minute > 59 || second > 60) return undefined;
  const offset = zoneMinutes(zone);
  return offset === undefined ? undefined : wall.getTime() - offset * 60_000;
}

/** No place on Earth is further from UTC than 14 hours. */
function zoneMinutes(zone: string): number | undefined {
  const named = ZONE_MINUTES[zone];
  if (named !== undefined) return named;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
