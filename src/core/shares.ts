import type { Month } from './month.ts';

/** How many of one site's labelled works of one month were generated. Shares are in [0, 1]. */
export interface MonthlyShare {
  readonly site: string;
  readonly month: Month;
  readonly labelRegime: string;
  /** All uploads of the month, labelled or not. */
  readonly uploads: number;
  /** Works labelled yes, assisted or no: the denominator. */
  readonly labelled: number;
  /** Works labelled yes: the numerator. */
  readonly yes: number;
  /** Works labelled assisted: in the denominator alone, so they count as not generated. */
  readonly assisted: number;
  /**
   * yes / labelled; null where nothing was labelled, and in every month without a label regime: marks that artists set
   * before anyone was asked say nothing about works without a mark.
   */
  readonly share: number | null;
  /** 95 % bounds; [0, 1] where the share is null. */
  readonly low: number;
  readonly high: number;
}

/**
 * Labelled works of one site and month, with the sums over artists that tell how works cluster by artist. In months
 * without a regime `labelled` counts works whose mark was looked up: they are the negative control of later months.
 */
export interface LabelSums {
  readonly site: string;
  readonly month: Month;
  readonly labelRegime: string;
  /** All uploads of the month, under the regime or not. */
  readonly uploads: number;
  readonly labelled: number;
  readonly yes: number;
  readonly assisted: number;
  /** Artists with at least one labelled work. */
  readonly artists: number;
  /** Sums over artists of products of their counts. */
  readonly labelledSquared: number;
  readonly labelledYes: number;
  readonly labelledAssisted: number;
  readonly yesSquared: number;
  readonly yesAssisted: number;
  readonly assistedSquared: number;
}

/** Labelled and flagged works, with the sums over artists that tell how works cluster by artist. */
export interface FlagSums {
  readonly artists: number;
  readonly labelled: number;
  readonly flagged: number;
  /** Sums over artists of products of their counts. */
  readonly labelledSquared: number;
  readonly labelledFlagged: number;
  readonly flaggedSquared: number;
}

/** What an audit found: `value` of `audited` checked works, in (0, 1]. Null works: known without an audit. */
export interface Audit {
  readonly value: number;
  readonly audited: number | null;
}

/** An assisted work counts as this much of a generated one. */
export type AssistedWeight = 0 | 0.5 | 1;
export const ASSISTED_WEIGHTS: readonly AssistedWeight[] = [0, 0.5, 1];

/** Posterior draws of the generated share by month: what schedules of a loop are drawn from. */
export interface ShareDraws {
  /** A site's name, or `all`. */
  readonly site: string;
  readonly assistedWeight: AssistedWeight;
  /** Rising, one after the other; length m. */
  readonly months: readonly Month[];
  /** Uploads of each month; length m. */
  readonly uploads: Float64Array;
  readonly draws: number;
  /** In [0, 1]; draws × m, row by row. */
  readonly shares: Float64Array;
}

/**
 * What a month's share rests on. `assumed-zero`: before generators anyone could run; `labels`: its own labelled works;
 * `walk`: other months alone, through the random walk.
 */
export type ShareBasis = 'assumed-zero' | 'labels' | 'walk';

/** One month of one site: what was observed, what it comes to after correction, and what the walk makes of it. */
export interface ShareEstimate {
  readonly site: string;
  readonly month: Month;
  readonly assistedWeight: AssistedWeight;
  readonly labelRegime: string;
  readonly uploads: number;
  readonly labelled: number;
  /** Flagged share of labelled works before any correction; null where no work is labelled under a regime. */
  readonly observed: number | null;
  /** Variance of the observed share against that of independent works; null where nothing is observed. */
  readonly designEffect: number | null;
  /** Rogan–Gladen estimate of this month alone, with 95 % bounds. */
  readonly corrected: number | null;
  readonly correctedLow: number | null;
  readonly correctedHigh: number | null;
  /** Quantiles 0.05, 0.5 and 0.95 of the posterior draws; null where the site has none. */
  readonly low: number | null;
  readonly median: number | null;
  readonly high: number | null;
  readonly basis: ShareBasis | null;
}

/** Flags in months when nothing could have been generated. */
export interface NegativeControl {
  /** Works looked at in those months, and those flagged. */
  readonly works: number;
  readonly flagged: number;
  /** 1 − flagged / works; null where no work was looked at. */
  readonly specificity: number | null;
  readonly designEffect: number | null;
  /** Cochran–Armitage trend of the flag rate over the months: p of no drift; null where it is not defined. */
  readonly driftP: number | null;
  /** Why `specificity` or `driftP` is null; empty where neither is. */
  readonly reason: string;
}

/** Readings of the same works at two times, by what they are labelled. */
export interface SurvivalSums {
  readonly site: string;
  readonly kind: 'generated' | 'human';
  /** Works that a later whole reading of the list no longer showed. */
  readonly withdrawn: number;
  /** Months between first and last sighting or withdrawal, summed over works. */
  readonly workMonths: number;
  /** When the site's histories were first read, the mean over works; milliseconds since 1970-01-01 UTC. */
  readonly firstSeenAt: number;
}

/** One site's draws, with what they take for granted in words. Draws are empty, with the reason, where none can be had. */
export interface SiteShares {
  readonly site: string;
  readonly control: NegativeControl;
  readonly estimates: readonly ShareEstimate[];
  readonly draws: readonly ShareDraws[];
  readonly notes: readonly string[];
}
