import type { Month } from './month.ts';
import type { FlagSums } from './shares.ts';
import type { Cohort, Group } from './trend-tables.ts';

/**
 * Uses of tags by the artists of one site in a window, before a cutoff and from it on. The most used tags have a name; all
 * others are one more. Of very many artists a part is drawn.
 */
export interface TagUse {
  readonly site: string;
  /** By uses, falling; length k. Index k of `tag` stands for all other tags together. */
  readonly tags: readonly string[];
  /** 1 for artists whose first visible upload lies before the cutoff; length a. */
  readonly isSenior: Uint8Array;
  /** Entries by artist, then period, then tag; length n. */
  readonly artist: Uint32Array;
  /** 0 before the cutoff, 1 from it on. */
  readonly period: Uint8Array;
  readonly tag: Uint16Array;
  readonly uses: Uint32Array;
}

/** How many tags of one site, month and group were used so many times. Enough for entropy, whatever the tags are. */
export interface TagFrequency {
  readonly site: string;
  readonly month: Month;
  readonly group: Group;
  /** Uses of each of these tags in the month. */
  readonly uses: number;
  /** Tags used that often. */
  readonly tags: number;
}

/** Tags of one work that was drawn from those of its month. */
export interface TaggedWork {
  readonly site: string;
  readonly month: Month;
  readonly tags: readonly string[];
}

/** `opt-out`: marked against training. `protection`: tagged as cloaked or as refusing generators. */
export type Mark = 'opt-out' | 'protection' | 'withdrawn';
export type Period = 'before' | 'after';

/** Marked works of one site, cohort and period: flagged, among those of which it is known whether they have the mark. */
export interface MarkSums extends FlagSums {
  readonly site: string;
  readonly cohort: Cohort;
  /** Before the cutoff, or from it on. */
  readonly period: Period;
  readonly mark: Mark;
}

/** One tag's part in how two groups differ. */
export interface TagShift {
  readonly tag: string;
  /** Shares of all uses of tags in the first and the second group. */
  readonly first: number;
  readonly second: number;
  /** The tag's part of the divergence, in bits. */
  readonly bits: number;
}

/** How far the tags of two groups of uploads differ. */
export interface TagDivergence {
  readonly compares: 'cohorts' | 'periods';
  /** Jensen–Shannon divergence in bits, in [0, 1]: 0 for equal distributions, 1 for disjoint ones. */
  readonly bits: number | null;
  /** Its mean over permutations of artists: what groups of these sizes differ by without any reason. */
  readonly expected: number | null;
  /** Chance of a permutation with a divergence at least as large. */
  readonly p: number | null;
  readonly permutations: number;
  readonly artists: readonly [number, number];
  /** The tags that differ most, falling by `bits`. */
  readonly shifts: readonly TagShift[];
  /** Why there is no divergence; empty where there is. */
  readonly reason: string;
}

export interface EntropyPoint {
  readonly month: Month;
  readonly group: Group;
  /** Shannon entropy of the month's tags in bits, with the Miller–Madow correction; null in months without tags. */
  readonly bits: number | null;
  /** The correction in it: small samples miss rare tags, and this makes up for part of that. */
  readonly correction: number | null;
  readonly uses: number;
}

export interface VendiSeries {
  /** Works drawn in each month; the score depends on it, so it is the same in all. Null where no month has enough. */
  readonly works: number | null;
  readonly points: readonly { readonly month: Month; readonly score: number | null }[];
  readonly reason: string;
}

export interface MarkRate {
  readonly cohort: Cohort;
  readonly period: Period;
  readonly mark: Mark;
  readonly works: number;
  readonly marked: number;
  readonly share: number | null;
  /** 95 % Wilson bounds with the works' effective number, given that works of one artist are alike; [0, 1] without works. */
  readonly low: number;
  readonly high: number;
}

/** What one site's uploads are, beyond how many. */
export interface SiteChanges {
  readonly site: string;
  readonly divergences: readonly TagDivergence[];
  readonly entropy: readonly EntropyPoint[];
  readonly vendi: VendiSeries;
  readonly marks: readonly MarkRate[];
}

export interface Changes {
  /** First and last month, and the first of the juniors. */
  readonly from: Month;
  readonly to: Month;
  readonly cutoff: Month;
  readonly sites: readonly SiteChanges[];
}
