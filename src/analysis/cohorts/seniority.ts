import type { Activity } from '../../core/activity.ts';
import { type Month, startOfMonth } from '../../core/month.ts';
import type { Cohort } from '../../core/trend-tables.ts';
import type { AsOfEligibility } from './eligibility.ts';

/**
 * Is the artist a senior at a cutoff? The boundary is 00:00 UTC on the first day of the cutoff month:
 * an upload at exactly that instant makes a junior.
 *
 * Porres, D. & Gomez-Villa, A. (2024). At the edge of a generative cultural precipice. arXiv:2406.08739.
 *
 * @param firstUploadAt over the whole visible history, in milliseconds since 1970-01-01 UTC
 * @example isSenior(Date.UTC(2022, 0, 1), 624) // => false
 */
export function isSenior(firstUploadAt: number, cutoff: Month): boolean {
  return firstUploadAt < startOfMonth(cutoff);
}

/**
 * Which artists belong to a site.
 *
 * @param site index into `activity.sites`; null for the artists of all sites together
 * @returns artist indices, rising
 */
export function artistsOf(activity: Activity, site: number | null): Uint32Array {
  const all = Uint32Array.from(activity.artistSite, (_, artist) => artist);
  return site === null ? all : all.filter((artist) => activity.artistSite[artist] === site);
}

/**
 * How many of the artists are senior at a cutoff, and how many are junior by the end of the month `to`.
 *
 * @param artists artist indices, as from `artistsOf`
 */
export function cohortSizes(
  activity: Activity,
  artists: Uint32Array,
  cutoff: Month,
  to: Month,
  isEligible: AsOfEligibility,
): Readonly<Record<Cohort, number>> {
  const end = startOfMonth(to + 1);
  let senior = 0;
  let junior = 0;
  for (const artist of artists) {
    const first = activity.firstUploadAt[artist]!;
    if (first >= end || !isEligible(artist, to)) continue;
    if (isSenior(first, cutoff)) senior++;
    else junior++;
  }
  return { senior, junior };
}
