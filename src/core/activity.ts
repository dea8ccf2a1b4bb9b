import type { Month } from './month.ts';

/**
 * Who published how much in which month: the one table that series, cohorts and trends are computed from.
 * Artists have a row each (length a); artist-months with at least one upload have a row each (length n).
 */
export interface Activity {
  /** Site names, the dictionary of `artistSite`. */
  readonly sites: readonly string[];
  readonly artistNames: readonly string[];
  readonly artistSite: Uint16Array;
  /** First visible upload over the whole history, in milliseconds since 1970-01-01 UTC; not cut to any window. */
  readonly firstUploadAt: Float64Array;
  /** Last month that was over when the artist's history was read. Later months say nothing about the artist. */
  readonly lastFullMonth: Int32Array;
  /** 1 where the whole visible history is stored, 0 where counts are lower bounds. */
  readonly isComplete: Uint8Array;
  /** Artist-months, sorted by artist, then month. */
  readonly artist: Uint32Array;
  readonly month: Int32Array;
  readonly uploads: Uint32Array;
}

/** Labelled works by site and month. Counts take only works published under the month's regime. */
export interface LabelCounts {
  readonly site: string;
  readonly month: Month;
  /** `none` where no regime was in force at any time of the month. */
  readonly labelRegime: string;
  /** All uploads of the month, under a regime or not. */
  readonly uploads: number;
  readonly yes: number;
  readonly assisted: number;
  readonly no: number;
  readonly unknown: number;
}
