import type { LoopMetric } from '../core/loop-tables.ts';
import type { Artist, CrawlState, Label, Upload } from '../core/records.ts';
import type { Validator } from '../core/validator.ts';

/** The records that go in and out of the store. All instants are milliseconds since 1970-01-01 UTC. */

export interface RunStart {
  readonly runId: string;
  readonly kind: 'crawl' | 'import';
  readonly site: string;
  /** Where it came from: `stand-in`, the host of a live site, or `file`. */
  readonly origin: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly startedAt: number;
  /** When the sweep of recrawls began that this run belongs to; absent where complete artists are left alone. */
  readonly sweepStartedAt?: number;
}

export interface RunEnd {
  readonly state: 'complete' | 'partial' | 'failed' | 'interrupted';
  readonly finishedAt: number;
  readonly requests: number;
}

/** Where the crawled histories of a site came from: `stand-in`, or the host of a live site. */
export interface SiteOrigin {
  readonly site: string;
  readonly origin: string;
}

/** Artists drawn from a site's sampling frame. */
export interface Sample {
  readonly site: string;
  /** Text of the sampling parameters: the same command finds the same sample again. */
  readonly key: string;
  readonly frameSize: number;
  readonly sampleSize: number;
  readonly threshold: number;
  readonly seed: number;
  readonly drawnAt: number;
  readonly manifestHash: string;
  readonly artists: readonly SampledArtist[];
  /** Bins of audience, rising, where the sample was drawn from each apart. */
  readonly strata?: readonly SampledStratum[];
  /** Why the frame lacks artists that the site has above the threshold; null where it is not known to. */
  readonly frameShortfall: string | null;
}

export interface SampledStratum {
  /** Least audience; the bin ends where the next begins. */
  readonly from: number;
  readonly frameSize: number;
  readonly sampleSize: number;
}

export interface SampledArtist {
  readonly artist: Artist;
  /** Chance of this artist to be drawn, in (0, 1]. */
  readonly inclusionProbability: number;
}

/** How far one artist's history is stored, and where the crawl goes on. */
export interface FrontierEntry extends Artist {
  readonly state: CrawlState;
  readonly cursor: string | null;
  readonly reason: string | null;
  /** Slots the site counted but did not show. */
  readonly hidden: number;
  readonly hasLabels: boolean;
}

/** What one page adds to one artist's history. */
export interface CrawlStep {
  readonly runId: string;
  readonly site: string;
  readonly artistId: string;
  readonly uploads: readonly Upload[];
  /** Where the next page starts; null once there is none, or to begin again. */
  readonly cursor: string | null;
  readonly state: CrawlState;
  readonly reason: string | null;
  /** Added to the stored count; a page that starts the history anew (the stored cursor is null) replaces it. */
  readonly hidden: number;
  readonly seenAt: number;
  /** The site's own time, if it lags `seenAt`: what the page can tell ends here. */
  readonly observedUntil?: number;
  /** When the last of the pages was read. @default seenAt */
  readonly readUntil?: number;
  /** Which reading of the list the pages belong to. @default 'full' */
  readonly pass?: PassKind;
  /** True if the first page of the list is among them. @default true where no cursor is stored */
  readonly isStart?: boolean;
  /** The first page's own mark, by which it is known again. */
  readonly frontMark?: string;
  /** The version of the first page, where the site names one. */
  readonly front?: Validator;
}

/** `full` reads a list to its end; `incremental` from the front until nothing is new. */
export type ReadingKind = 'full' | 'incremental';
/** `unchanged`: nothing was read, since the site said that the first page is the version that was read last. */
export type PassKind = ReadingKind | 'unchanged';

/** What earlier readings of an artist's list say about the next one. */
export interface PassState {
  readonly artistId: string;
  readonly observedUntil: number | null;
  /** Last page so far, and kind, of the reading under way; null where none is. */
  readonly openUntil: number | null;
  readonly openKind: ReadingKind | null;
  /** End of the last reading that ended, whatever came of it. */
  readonly lastEndedAt: number | null;
  /** Start of the last reading of the whole list that lacked nothing. */
  readonly lastFullAt: number | null;
  /** The first page's mark in the last reading that lacked nothing. */
  readonly frontMark: string | null;
  /** The first page's version in that reading, where the site named one. */
  readonly front: Validator | null;
}

export interface LabelStep {
  readonly runId: string;
  readonly site: string;
  readonly artistId: string;
  readonly sightings: readonly StoredLabel[];
  readonly seenAt: number;
  /** True once every upload of the artist has been looked up. */
  readonly isLast: boolean;
}

export interface StoredLabel {
  readonly uploadId: string;
  readonly label: Label;
  readonly labelSource: string;
  readonly optOut: boolean | null;
  /** Replaces the stored tags, unless empty or absent. */
  readonly tags?: readonly string[];
}

/** What is left to look up of one artist's labels. */
export interface LabelBacklog {
  readonly artistId: string;
  /** The artist's whole list is stored. */
  readonly isRead: boolean;
  /** Stored works whose label nobody has looked up. */
  readonly unlabelled: number;
  readonly worksClaimed: number | null;
}

export interface UploadTarget {
  readonly uploadId: string;
  readonly url: string;
  readonly publishedAt: number;
}

/** Uploads that were read from files. Where a crawl is complete or under way, its frontier stays as it is. */
export interface ImportBatch {
  readonly runId: string;
  readonly artists: readonly Artist[];
  readonly uploads: readonly Upload[];
  readonly state: 'complete' | 'partial';
  readonly reason: string | null;
  readonly seenAt: number;
}

/** A table of uploads in a file, and which of its columns mean what. */
export interface TableSource {
  readonly file: string;
  readonly mapping: TableMapping;
  readonly runId: string;
  readonly seenAt: number;
}

/** Column names of the file. The site may be one name for the whole file instead of a column. */
export interface TableMapping {
  readonly site: { readonly column: string } | { readonly constant: string };
  readonly artist: string;
  readonly uploadId: string;
  readonly publishedAt: string;
  readonly title?: string;
  readonly label?: string;
  readonly tags?: string;
}

export interface ImportCounts {
  readonly uploadsRead: number;
  readonly uploadsAdded: number;
  readonly artists: number;
}

export interface ActivityOptions {
  /** Take these sites only. @default all that have artists */
  readonly sites?: readonly string[];
  /** Put all sites under the one name `all`; artists of different sites stay apart. @default false */
  readonly pool?: boolean;
}

export interface Coverage {
  readonly site: string;
  readonly artist: string;
  readonly artistId: string;
  readonly state: CrawlState;
  readonly reason: string | null;
  /** Distinct works stored. */
  readonly uploads: number;
  readonly worksClaimed: number | null;
  readonly hidden: number;
  /** Readings after the first that were whole or found the artist gone. Only these can miss a work. */
  readonly rereadings: number;
  /** Works that were listed once and now are not. */
  readonly withdrawn: number;
  /** All of them went after the first instant and not later than the second; null where there are none. */
  readonly withdrawnAfter: number | null;
  readonly withdrawnBy: number | null;
}

export interface LoopRunRow {
  readonly runId: string;
  readonly kind: string;
  readonly model: string;
  /** The plan as TOML text. */
  readonly plan: string;
  readonly planHash: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly directory: string;
}

/** What theory says of one generation before a run: of a metric, or of the schedule itself. */
export interface LoopPredictionRow {
  readonly arm: string;
  readonly generation: number;
  readonly quantity: string;
  readonly predicted: number;
}

export interface LoopMetricRow extends LoopMetric {
  readonly runId: string;
}

export type TableName =
  | 'uploads'
  | 'artists'
  | 'shares'
  | 'share-estimates'
  | 'share-draws'
  | 'coverage'
  | 'months'
  | 'withdrawals';
/** What the table `months` is counted by instead of by artist. */
export type MonthsBy = 'follower-bin' | 'label' | 'tag' | 'uploader';
export type TableFormat = 'csv' | 'parquet' | 'arrow';
