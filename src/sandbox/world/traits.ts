/** One bit each in the `traits` column of a site's uploads. */
export const TRAIT = {
  /** Made with a generator, whether the site shows it or not. */
  generated: 1,
  /** Carries the site's mark for works made with a generator. */
  markedYes: 2,
  /** Carries the site's mark for works made with a generator's help. */
  markedAssisted: 4,
  /** Withheld from logged-out readers: for watchers, paid, or withheld by the site. */
  hidden: 8,
  mature: 16,
  /** Danbooru: deleted, yet listed. DeviantArt: a stub without a date is listed in its place. */
  deleted: 32,
  /** Danbooru: listed without md5 and file addresses. */
  restricted: 64,
  /** NoAI: the artist does not want generators trained on the work. */
  optOut: 128,
} as const;

export function has(traits: number, bit: number): boolean {
  return (traits & bit) !== 0;
}
