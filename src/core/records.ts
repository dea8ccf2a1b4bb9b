/**
 * What every part of Tidemark means by an upload, an artist and the state of a crawl.
 * Instants are milliseconds since 1970-01-01 UTC.
 */

/** Made with a generator? `unknown` where no label existed or none was looked up: never the same as `no`. */
export type Label = 'yes' | 'assisted' | 'no' | 'unknown';

/** What a site's audience number counts: `post_count` is a proxy where a site has no followers. */
export type FollowersKind = 'followers' | 'watchers' | 'post_count';

export interface Artist {
  readonly site: string;
  /** The site's lasting key: a number, a UUID or a tag. Names change, this does not. */
  readonly artistId: string;
  /** The name as it stands in the site's addresses. */
  readonly name: string;
  readonly followers: number | null;
  readonly followersKind: FollowersKind | null;
  /** Works the site claims the artist has, hidden ones perhaps included. */
  readonly worksClaimed: number | null;
}

/** One published work by one artist. A work with several artists gives one row for each. */
export interface Upload {
  readonly site: string;
  readonly uploadId: string;
  readonly artistId: string;
  /** Place of the artist among the work's artists, from 0. */
  readonly artistRank: number;
  readonly publishedAt: number;
  /** The date exactly as the site wrote it, and the field it stood in. */
  readonly publishedRaw: string;
  readonly publishedField: string;
  readonly title: string;
  /** The site's own word for the medium; empty where it gives none. */
  readonly kind: string;
  readonly url: string;
  readonly tags: readonly string[];
  readonly label: Label;
  /** Where the label was read, such as `danbooru:tags`; empty where none was looked up. */
  readonly labelSource: string;
  /** The rule in force on the site when the work was published (core/label-regimes.ts). */
  readonly labelRegime: string;
  /** A mark against training on the work (NoAI). Null where it was not looked up. Says nothing about how it was made. */
  readonly optOut: boolean | null;
  /** Who put the work on the site, where that may be somebody else than the artist; null where the site does not say. */
  readonly uploaderId: string | null;
}

/** How far an artist's history is stored. `partial` and `gone` carry a reason. */
export type CrawlState = 'pending' | 'partial' | 'complete' | 'gone';
