import type { Artist, FollowersKind, Label, Upload } from '../core/records.ts';

/** What one site offers a crawl. Adapters yield what the site said; they store nothing. */
export interface SiteCrawler {
  readonly site: string;
  readonly followersKind: FollowersKind;
  /**
   * The sampling frame: every artist the site lets us enumerate whose audience is above the threshold.
   * ArtStation and DeviantArt: strictly above `threshold` followers or watchers.
   * Danbooru: at least `threshold` posts. May yield an artist twice.
   */
  frame(threshold: number, signal: AbortSignal): AsyncIterable<readonly Artist[]>;
  /** Looks an artist up by name. @throws ArtistGoneError if the site knows no such artist */
  artist(name: string, signal: AbortSignal): Promise<Artist>;
  /** The artist's uploads in the site's own order, from just after `cursor`; from the start where it is undefined. */
  uploads(artist: Artist, cursor: string | undefined, signal: AbortSignal): AsyncIterable<UploadPage>;
  /**
   * Labels that the listing does not carry, for uploads already seen; costs requests of its own.
   * Absent where the listing has all the site tells.
   */
  labels?(
    artist: Artist,
    uploads: readonly LabelTarget[],
    signal: AbortSignal,
  ): AsyncIterable<readonly LabelSighting[]>;
}

export interface UploadPage {
  readonly uploads: readonly Upload[];
  /** Where to go on from; undefined on the last page. */
  readonly cursor: string | undefined;
  /** Slots the site counted on this page but did not show: works hidden from logged-out readers. */
  readonly hidden: number;
  /** Set on the last page if the history is known to be cut short: why. */
  readonly shortfall?: string;
}

/** An upload whose label is wanted: enough to find it again on the site. */
export interface LabelTarget {
  readonly uploadId: string;
  readonly url: string;
  readonly publishedAt: number;
}

export interface LabelSighting {
  readonly uploadId: string;
  readonly label: Label;
  readonly labelSource: string;
  readonly optOut: boolean | null;
}
