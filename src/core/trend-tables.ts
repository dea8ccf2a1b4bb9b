/** `senior`: first visible upload before the cutoff. `junior`: at the cutoff's first instant or later. */
export type Cohort = 'senior' | 'junior';
export type Group = Cohort | 'all';

/** `uploads`: all of them. `artists`: at most one upload for each artist and month, so artists active in the month. */
export type Measure = 'uploads' | 'artists';

/** One month of a series. All three are null in months that were not observed: missing is not zero. */
export interface SeriesPoint {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  readonly value: number | null;
  /** 95 % bootstrap band of the value. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * What the count of a month is worth. `censored`: the history of some artist was read before the month was over, so
 * there is no count. `lower bound`: the month was over, but some histories are not whole and may lack works of it.
 */
export type MonthState = 'complete' | 'lower bound' | 'censored';

/**
 * @param incompleteArtists artists of the series whose visible history is not wholly stored. What such a history lacks
 *   may lie in any month, so with one of them no month of the series is complete.
 */
export function monthState({ value }: Pick<SeriesPoint, 'value'>, incompleteArtists: number): MonthState {
  if (value === null) return 'censored';
  return incompleteArtists > 0 ? 'lower bound' : 'complete';
}

/** A trend over the observed months of a window, in per cent of their mean a year; null where it is not defined. */
export interface SlopeEstimate {
  readonly percentPerYear: number | null;
  /** 95 % bootstrap interval of `percentPerYear`. */
  readonly low: number | null;
  readonly high: number | null;
  readonly theilSenPercentPerYear: number | null;
  readonly meanPerMonth: number;
  /** Observed months that the slope was fitted to. */
  readonly months: number;
}

/** All uploads of a site, or of all sites together, by month. */
export interface TotalSeries {
  readonly site: string;
  readonly artists: number;
  /** Artists whose whole visible history is stored. */
  readonly completeArtists: number;
  /** One a month of the window, rising. */
  readonly points: readonly SeriesPoint[];
  readonly slope: SlopeEstimate;
}
