import { siteName, wholeNumber } from '../charts/words.ts';
import type { Coverage } from '../store/types.ts';

/** What disappeared from a site between crawls. */
export interface SiteWithdrawals {
  readonly site: string;
  /** Artists whose list was read whole, or who were found gone, after an earlier reading. */
  readonly artistsReadAgain: number;
  /** Works missing from the lists of artists who are still there. */
  readonly works: number;
  /** Artists who had listed works and are gone. */
  readonly artistsGone: number;
  readonly worksOfArtistsGone: number;
  /** All went after the first instant and not later than the second; null where nothing went. */
  readonly after: number | null;
  readonly by: number | null;
}

/** One row a site, by name. */
export function siteWithdrawals(coverage: readonly Coverage[]): SiteWithdrawals[] {
  return [...Map.groupBy(coverage, ({ site }) => site)]
    .map(([site, entries]) => {
      const missing = entries.filter(({ withdrawn }) => withdrawn > 0);
      const [gone, present] = [true, false].map((isGone) =>
        missing.filter(({ state }) => (state === 'gone') === isGone),
      );
      return {
        site,
        artistsReadAgain: entries.filter(({ rereadings }) => rereadings > 0).length,
        works: total(present!),
        artistsGone: gone!.length,
        worksOfArtistsGone: total(gone!),
        after: missing.length === 0 ? null : Math.min(...missing.map(({ withdrawnAfter }) => withdrawnAfter!)),
        by: missing.length === 0 ? null : Math.max(...missing.map(({ withdrawnBy }) => withdrawnBy!)),
      };
    })
    .sort((a, b) => (a.site < b.site ? -1 : 1));
}

/** What the crawls of a site say about withdrawals, in one sentence. */
export function withdrawalSentence(found: SiteWithdrawals): string {
  const { site, artistsReadAgain, works, artistsGone, worksOfArtistsGone, after, by } = found;
  const name = siteName(site);
  if (artistsReadAgain === 0) return `${name}: one full pass only, so withdrawals cannot be seen yet.`;
  const again = `${counted(artistsReadAgain, 'artist')} read again`;
  if (after === null || by === null) return `${name}: ${again}, and nothing had been withdrawn.`;
  const parts = [
    ...(works > 0 ? [`${counted(works, 'work')} withdrawn`] : []),
    ...(artistsGone > 0 ? [`${counted(artistsGone, 'artist')} gone with ${counted(worksOfArtistsGone, 'work')}`] : []),
  ];
  return `${name}: ${again}; ${parts.join(' and ')}, after ${minute(after)} and not later than ${minute(by)} UTC.`;
}

/** To the minute, UTC. @example minute(0) // => '1970-01-01 00:00' */
export function minute(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}

function counted(count: number, noun: string): string {
  return `${wholeNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function total(entries: readonly Coverage[]): number {
  return entries.reduce((sum, { withdrawn }) => sum + withdrawn, 0);
}
