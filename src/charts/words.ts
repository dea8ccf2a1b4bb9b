import { monthFromText, startOfMonth } from '../core/month.ts';

const NAMES: Readonly<Record<string, string>> = {
  artstation: 'ArtStation',
  deviantart: 'DeviantArt',
  danbooru: 'Danbooru',
};

/** The name a site gives itself, or the key where it is not one of the three. */
export function siteName(site: string): string {
  return NAMES[site] ?? site;
}

/** @example percent(-33.64) // => '−33.6 %' */
export function percent(value: number | null): string {
  return value === null ? 'no slope' : `${signedNumber(value)} %`;
}

/** With a sign and one decimal. @example signedNumber(3.04) // => '+3.0' */
export function signedNumber(value: number): string {
  const size = Math.abs(value).toFixed(1);
  return Number(size) === 0 ? '0' : `${value < 0 ? '−' : '+'}${size}`;
}

/** @example intervalText(-40, -27.5) // => '−40.0 % to −27.5 %' */
export function intervalText(low: number | null, high: number | null): string {
  return low === null || high === null ? 'no interval' : `${percent(low)} to ${percent(high)}`;
}

/** @example wholeNumber(39214) // => '39,214' */
export function wholeNumber(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 0 });
}

/** What counts are worth where some histories are not complete. @example lowerBound(2) // => '; lower bound: 2 histories are not complete' */
export function lowerBound(incompleteArtists: number): string {
  if (incompleteArtists === 0) return '';
  const histories = incompleteArtists === 1 ? 'history is' : 'histories are';
  return `; lower bound: ${wholeNumber(incompleteArtists)} ${histories} not complete`;
}

/** @example longMonth('2022-01') // => 'January 2022' */
export function longMonth(month: string): string {
  return new Date(startOfMonth(monthFromText(month))).toLocaleDateString('en-GB', {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
}

/** @example listed(['a', 'b', 'c']) // => 'a, b and c' */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
