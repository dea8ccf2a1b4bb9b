import type { MonthState } from './trend-tables.ts';

/**
 * Trends of the series of each site, what the known events changed in them, and how long and how much artists stay.
 * Plain data. What cannot be computed is null beside a reason in words.
 */
export interface TrendAnalysis {
  readonly trends: readonly TrendRow[];
  readonly interrupted: readonly InterruptedTable[];
  readonly careers: readonly CareerTable[];
  readonly rateRatios: readonly RateRatioTable[];
  readonly differences: readonly DifferenceTable[];
}

/** `intensity`: uploads for each artist active in the month. */
export type TrendMeasure = 'uploads' | 'artists' | 'intensity';

/** A number with the ends of its 95 % interval. */
export interface Estimate {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** One series through every trend method. Slopes in per cent of the mean a year. */
export interface TrendRow {
  readonly site: string;
  readonly measure: TrendMeasure;
  /** First and last observed month, `YYYY-MM`; null with none. Censored months are in no fit. */
  readonly from: string | null;
  readonly to: string | null;
  readonly months: number;
  /** What the months are worth. */
  readonly state: Exclude<MonthState, 'censored'>;
  readonly meanPerMonth: number | null;
  /** Least squares, with the interval of bootstrap draws of artists: the one to believe. */
  readonly bootstrap: Estimate;
  /** Interval by rank: it takes months for independent. */
  readonly theilSen: Estimate;
  /** Least squares again, with the interval of Newey and West. */
  readonly neweyWest: Estimate & { readonly lags: number | null };
  readonly mannKendall: { readonly p: number | null; readonly method: 'exact' | 'normal' };
  /** `factor`: what the variance was multiplied by for autocorrelation. */
  readonly hamedRao: { readonly p: number | null; readonly factor: number | null };
  /** The p of Hamed and Rao, adjusted by Benjamini and Hochberg for all rows of the analysis. */
  readonly adjustedP: number | null;
  readonly changePoints: readonly ChangePointSet[];
  /** First months of new levels that stand in the series and its residuals, at every penalty. */
  readonly agreedChangePoints: readonly string[];
  /** Why there is no trend; null where there is. */
  readonly reason: string | null;
}

export interface ChangePointSet {
  /** The series, or what a straight line leaves over of it. */
  readonly of: 'series' | 'residuals';
  /** Times the penalty 2·ln(n)·σ². */
  readonly penaltyFactor: number;
  /** First months of new levels, `YYYY-MM`. */
  readonly months: readonly string[];
}

/**
 * Interrupted series of a site's uploads, log link, with artists at risk as exposure. Coefficients are logarithms; a
 * slope's are a month.
 */
export interface InterruptedTable {
  readonly site: string;
  readonly blocks: readonly EventSpan[];
  readonly terms: readonly InterruptedTerm[];
  readonly points: readonly InterruptedPoint[];
  /** The blocks that the counterfactual leaves out; empty where there is none. */
  readonly without: readonly string[];
  /** Lags of the Newey–West errors. */
  readonly lags: number | null;
  /** Pearson's χ² over its degrees of freedom: 1 for Poisson counts. */
  readonly dispersion: number | null;
  readonly placebos: readonly PlaceboEventTable[];
  /** Why there is no fit; null where there is. */
  readonly reason: string | null;
}

/** Events that months cannot tell apart; first and last month of their onset, `YYYY-MM`. */
export interface EventSpan {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

export interface InterruptedTerm extends Estimate {
  /** `intercept`, `trend`, `level:<block>`, `slope:<block>`, `pulse:<month>`, `cos:<k>` or `sin:<k>`. */
  readonly term: string;
  readonly standardError: number | null;
  readonly p: number | null;
}

export interface InterruptedPoint {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly uploads: number;
  /** Artists who had entered by then: what the model takes uploads to be proportional to. */
  readonly atRisk: number;
  /** Null where there is no fit. */
  readonly fitted: number | null;
  /** The same model had the blocks in `without` not happened. */
  readonly counterfactual: number | null;
}

/** The change at an event's own month, ranked by |t| among the changes found at every other eligible month. */
export interface PlaceboEventTable {
  readonly block: string;
  readonly change: 'level' | 'slope';
  /** `YYYY-MM`. */
  readonly month: string;
  readonly effect: number | null;
  readonly statistic: number | null;
  /** 1 where no placebo is as large. */
  readonly rank: number | null;
  readonly placebos: readonly { readonly month: string; readonly effect: number; readonly statistic: number }[];
  readonly p: number | null;
  /** What p would be at rank 1. */
  readonly leastP: number | null;
  readonly reason: string | null;
}

/** How long artists stay, by the year of their first upload. */
export interface CareerTable {
  readonly site: string;
  /** Months without uploads after which an artist counts as gone. */
  readonly silence: number;
  readonly years: readonly CareerYear[];
  /** Do all entry years share one curve? */
  readonly logRank: { readonly chiSquare: number | null; readonly degreesOfFreedom: number; readonly p: number | null };
  /** Artists whose history is not whole, who entered too late to be seen leaving, or in a year with too few others. */
  readonly dropped: { readonly incomplete: number; readonly tooRecent: number; readonly fewInYear: number };
  /** Why there is no comparison; null where there is. */
  readonly reason: string | null;
}

export interface CareerYear {
  readonly year: number;
  readonly subjects: number;
  readonly exits: number;
  /** Months; null where more than half are still there. */
  readonly medianMonths: number | null;
  /** Kaplan–Meier steps, by months since entry, the entry's month counted. */
  readonly steps: readonly {
    readonly month: number;
    readonly atRisk: number;
    readonly exits: number;
    readonly survival: number;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

/** Uploads a month after a date over before, of artists active on both sides, there and at dates without event. */
export interface RateRatioTable {
  readonly site: string;
  /** Months on each side. */
  readonly months: number;
  readonly dates: readonly RateRatioRow[];
  /** Share of all dates whose ratio is no greater than the event's. */
  readonly rankP: number | null;
  readonly leastP: number | null;
}

export interface RateRatioRow extends Estimate {
  /** First month after, `YYYY-MM`. */
  readonly date: string;
  readonly isPlacebo: boolean;
  readonly artists: number;
  readonly uploadsBefore: number;
  readonly uploadsAfter: number;
  readonly reason: string | null;
}

/**
 * Difference in differences of upload rates: artists who entered in two years and were seen in the two that follow,
 * through the event, against artists of the same tenure three years before. Their months are counted on a common clock.
 */
export interface DifferenceTable {
  readonly site: string;
  readonly treated: DifferenceGroup;
  readonly controls: DifferenceGroup;
  /** First month after, on the clock of the treated, `YYYY-MM`. */
  readonly event: string;
  /** Ratio of the changes. */
  readonly rateRatio: Estimate;
  readonly p: number | null;
  /** Joint test that the groups differed in no month before the event. Passing it proves no parallel trends. */
  readonly preTrend: {
    readonly chiSquare: number | null;
    readonly degreesOfFreedom: number;
    readonly p: number | null;
  };
  readonly months: readonly EventStudyMonth[];
  /** Why there is no estimate, or no event study; null where there are both. */
  readonly reason: string | null;
}

export interface DifferenceGroup {
  /** Months of entry and of observation, `YYYY-MM`. */
  readonly entryFrom: string;
  readonly entryTo: string;
  readonly from: string;
  readonly to: string;
  /** With a whole history and an upload in these months. */
  readonly artists: number;
  /** Drawn from them at random for the model; the same number where all are taken. */
  readonly sampled: number;
}

/** Log rate of the treated less that of the controls, against the month before the event. */
export interface EventStudyMonth extends Estimate {
  /** Months from the event's; the first gathers all earlier ones, the last all later ones. */
  readonly relative: number;
}
