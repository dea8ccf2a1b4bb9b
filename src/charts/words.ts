import type { AdjustedSlope, CohortFigure } from '../core/cohort-tables.ts';
import { signedNumber } from '../core/words.ts';

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

/** @example listed(['a', 'b', 'c']) // => 'a, b and c' */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** @example capital('unclear') // => 'Unclear' */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How far the seniors' slope is from the placebos. */
export function differenceWords({ difference, low, high, leastDetectable, real, placebos }: AdjustedSlope): string {
  if (difference === null || low === null || high === null) {
    return real === null ? 'no slope after the cutoff' : 'no placebo slope to compare with';
  }
  const interval = `${signedNumber(low)} to ${signedNumber(high)}`;
  const least = leastDetectable === null ? '' : `; least detectable ${leastDetectable.toFixed(1)}`;
  return `seniors ${signedNumber(difference)} points from the mean of ${placebos} placebos (95 % interval ${interval}${least})`;
}

/** Why the last months of a figure are empty. */
export function censoredSentence({
  knownTo,
  censoredArtists,
}: Pick<CohortFigure, 'knownTo' | 'censoredArtists'>): string {
  if (knownTo === null) return '';
  const who = censoredArtists === 1 ? '1 artist was' : `${wholeNumber(censoredArtists)} artists were`;
  return `Months after ${knownTo} are left out, since ${who} read before the window ended.`;
}

/** @example pWords(0.0004) // => 'p < 0.001' */
export function pWords(p: number | null): string {
  if (p === null) return 'no p';
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}
