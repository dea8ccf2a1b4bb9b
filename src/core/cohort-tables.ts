import type { Cohort, Group, Measure, SeriesPoint, SlopeEstimate } from './trend-tables.ts';

/**
 * All that a figure of a senior/junior split must show. The split by itself makes seniors fall and juniors rise,
 * so there is no way to get the observed lines without the null models, the placebo slopes and the verdict.
 */
export interface CohortFigure {
  readonly site: string;
  readonly cutoff: string;
  readonly from: string;
  readonly to: string;
  /** The last month for which every artist's history was read, if that is before `to`; null if all months are known. */
  readonly knownTo: string | null;
  readonly seniors: number;
  readonly juniors: number;
  /** Artists whose whole visible history is not stored: with any, all counts are lower bounds. */
  readonly incompleteArtists: number;
  /** Artists whose history was read before the window ended. */
  readonly censoredArtists: number;
  /** Capped: at most one upload for each artist and month. */
  readonly artists: CohortPanel;
  /** Uncapped. */
  readonly uploads: CohortPanel;
  readonly tenure: TenureMatched;
  readonly agePeriodCohort: AgePeriodCohort;
  readonly decomposition: readonly ChangeParts[];
  /** Null where history before the cutoff is too short. */
  readonly exitModel: ExitModel | null;
}

/** Seniors and juniors of one measure, observed and as they would be if nobody had changed. */
export interface CohortPanel {
  readonly senior: readonly SeriesPoint[];
  /** From the cutoff on: before it there are none by definition. */
  readonly junior: readonly SeriesPoint[];
  readonly all: readonly SeriesPoint[];
  /** From the cutoff on; empty where the model could not be fitted. */
  readonly nullModel: readonly NullPoint[];
  /** Slope of the tenure model's line over the observed months, in per cent of its mean a year; null without a model. */
  readonly expectedSlope: Readonly<Record<Cohort, number | null>>;
  /** After the real cutoff and after the placebo cutoffs. */
  readonly slopes: readonly PlaceboSlope[];
  readonly adjusted: Readonly<Record<Cohort, AdjustedSlope>>;
  /** Of seniors whose tenure has the same range at every cutoff; a check of `adjusted`, the verdict does not take it. */
  readonly matchedSenior: AdjustedSlope;
  readonly verdict: Verdict;
}

export interface NullPoint {
  readonly month: string;
  readonly cohort: Cohort;
  /** One exit rate for all artists (closed form); null where that model could not be fitted. */
  readonly exitModel: number | null;
  /** Activity by tenure; null where that model could not be fitted. */
  readonly tenureModel: number | null;
}

/** The slope of one group after one cutoff: the real one, or a placebo at which no image generator existed. */
export interface PlaceboSlope extends SlopeEstimate {
  readonly cutoff: string;
  readonly from: string;
  readonly to: string;
  readonly isPlacebo: boolean;
  /** Why the slope is shown and not averaged with the other placebos; null for the real one and for those that are. */
  readonly leftOut: string | null;
  readonly group: Group;
  /** Artists in the group by the end of the window. */
  readonly artists: number;
  /** Ids of the events that fall into the window. */
  readonly events: readonly string[];
}

/**
 * The slope after the real cutoff less the mean of the placebo slopes: what the split alone cannot explain. All slopes
 * in per cent of their window's mean a year; null where there is no real slope or no placebo.
 */
export interface AdjustedSlope {
  readonly real: number | null;
  readonly placeboMean: number | null;
  /** Placebo slopes in the mean, K. */
  readonly placebos: number;
  /** Δ = real − placeboMean, with its joint 95 % bootstrap interval: every draw takes the same artists at all cutoffs. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly standardError: number | null;
  /** The least |Δ| that would be found in 80 of 100 cases: 2.8 standard errors. */
  readonly leastDetectable: number | null;
  /** (1 + #{placebo ≤ real}) / (1 + K): the chance of a fall this steep if the real cutoff were one of the placebos. */
  readonly rankP: number | null;
  /** 1 / (1 + K): no ranking among K placebos can give less. */
  readonly leastRankP: number | null;
  /** Highest less lowest placebo slope. The interval of Δ does not contain it: it is how much dates differ for other reasons. */
  readonly heterogeneity: number | null;
  /** placeboMean / real; null where the interval of the real slope reaches 0. */
  readonly mechanicalShare: number | null;
}

/** What can be said about the split at the real cutoff, by a fixed rule. Seniors decide; juniors are told beside them. */
export interface Verdict {
  /**
   * `mechanical`: the interval of the seniors' Δ covers 0. `beyond mechanical`: it does not, and the tenure-matched rate of
   * artists with at least 24 months of tenure changes in the same direction. `unclear`: anything else.
   */
  readonly finding: 'mechanical' | 'beyond mechanical' | 'unclear';
  /** Seniors fall and juniors rise at the real cutoff and at every placebo cutoff, of which there is at least one. */
  readonly isSameDirection: boolean;
  readonly sentence: string;
}

/** How many artists upload at a given tenure, month by month: a comparison that the split does not distort. */
export interface TenureMatched {
  /** The month whose shares of the bins are the weights of the standardised rates. */
  readonly weightsOf: string;
  readonly cells: readonly TenureCell[];
  readonly standardised: readonly StandardisedRate[];
  /** Trend after the cutoff of the rate over all bins, and over the bins from 24 months on. */
  readonly all: SlopeEstimate;
  readonly experienced: SlopeEstimate;
}

export interface TenureCell {
  readonly month: string;
  /** Months since the first upload, as `12-23`. */
  readonly tenure: string;
  /** Artists of that tenure, those who have stopped included; null in months that were not observed. */
  readonly atRisk: number | null;
  /** Those of them who uploaded in the month. */
  readonly active: number | null;
  /** active / atRisk; null where nobody is at risk. */
  readonly rate: number | null;
}

/** The share of artists active in a month if tenures were always those of one month. */
export interface StandardisedRate {
  readonly month: string;
  /** `all` bins, or the `experienced` from 24 months on. */
  readonly tenure: 'all' | 'experienced';
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Contrasts of an age-period-cohort model. Age and cohort add up to the period, so a trend by period cannot be told
 * from trends by age and cohort, and none is given; a step or a kink at a known date can.
 */
export interface AgePeriodCohort {
  readonly contrasts: readonly PeriodContrast[];
  /** Why there are none; null where there are. */
  readonly missing: string | null;
}

export interface PeriodContrast {
  readonly contrast: 'step' | 'kink';
  /** `adjacent entry years`: two entry years in the middle are taken to be alike. What is identified hardly moves. */
  readonly constraint: 'none' | 'adjacent entry years';
  /** Step: log of the ratio of rates. Kink: change of the log rate a month. */
  readonly estimate: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/** change = entry + reactivation − exit − intensity, in whole numbers. */
export interface ChangeParts {
  readonly month: string;
  readonly measure: Measure;
  /** This month's total less last month's; all five are null in months that were not observed. */
  readonly change: number | null;
  /** Of artists whose first upload is of this month. */
  readonly entry: number | null;
  /** Of artists who were there before and silent last month. */
  readonly reactivation: number | null;
  /** Last month's count of artists who are silent this month. */
  readonly exit: number | null;
  /** What artists active in both months did less than last month. */
  readonly intensity: number | null;
}

/** A world in which nobody changes: artists enter at one rate, leave at one rate, and upload at one rate while there. */
export interface ExitModel {
  /** a: new artists a month. */
  readonly entryPerMonth: number;
  /** h: chance that an artist's current month is the last, in [0, 1]. */
  readonly exitHazard: number;
  /** q: share of artists present who upload in a month, in [0, 1]. */
  readonly activity: number;
  /** S₀: artists present in the month before the cutoff. */
  readonly presentBeforeCutoff: number;
  /** Uploads of an artist in a month with any. */
  readonly uploadsPerActiveMonth: number;
}
