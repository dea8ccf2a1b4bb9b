import type { Artist, FollowersKind, Label, Upload } from '../core/records.ts';
import type { Validator } from '../core/validator.ts';

/** What one site offers a crawl. Adapters yield what the site said; they store nothing. */
export interface SiteCrawler {
  readonly site: string;
  readonly followersKind: FollowersKind;
  /** How an artist's list is arranged: by date, or as the artist likes, so that new works may stand anywhere. */
  readonly order: 'newest-first' | 'own';
  /**
   * The sampling frame: every artist the site lets us enumerate whose audience is above the threshold.
   * ArtStation and DeviantArt: strictly above `threshold` followers or watchers.
   * Danbooru: at least `threshold` posts. May yield an artist twice.
   */
  frame(threshold: number, signal: AbortSignal): AsyncIterable<FramePage>;
  /** Looks an artist up by name. @throws ArtistGoneError if the site knows no such artist */
  artist(name: string, signal: AbortSignal): Promise<Artist>;
  /**
   * The artist's uploads in the site's own order, from just after `cursor`; from the start where it is undefined.
   *
   * @param known the first page's version as it was read last: if the site still has it, that is all that is yielded
   */
  uploads(
    artist: Artist,
    cursor: string | undefined,
    signal: AbortSignal,
    known?: Validator,
  ): AsyncIterable<UploadPage>;
  /**
   * Labels that the listing does not carry, for uploads already seen; costs requests of its own.
   * Absent where the listing has all the site tells.
   */
  labels?(
    artist: Artist,
    uploads: readonly LabelTarget[],
    signal: AbortSignal,
  ): AsyncIterable<readonly LabelSighting[]>;
  /** About how many requests `labels` costs for so many works of one artist. Present where `labels` is. */
  labelRequests?(works: number): number;
}

export interface FramePage {
  readonly artists: readonly Artist[];
  /** Set on the last page if the site is known to have more artists above the threshold than it listed: why. */
  readonly shortfall?: string;
}

export interface UploadPage {
  readonly uploads: readonly Upload[];
  /** Where to go on from; undefined on the last page. */
  readonly cursor: string | undefined;
  /** Slots the site counted on this page but did not show: works hidden from logged-out readers. */
  readonly hidden: number;
  /** Set on the last page if the history is known to be cut short: why. */
  readonly shortfall?: string;
  /** On the first page of a list in an order of its own: equal marks, equal page and equal number of works. */
  readonly mark?: string;
  /** On the first page: its version, where the site names one. */
  readonly front?: Validator;
  /** The first page is the version that was known, so the site sent no list; nothing follows. */
  readonly isUnchanged?: true;
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
  /** What the same page says about how the work was made, where listings have no tags. */
  readonly tags?: readonly string[];
}
