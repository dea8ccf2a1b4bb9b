import type { Cohort, Group, SeriesPoint, SlopeEstimate } from './trend-tables.ts';

/**
 * All that a figure of a senior/junior split must show. The split by itself makes seniors fall and juniors rise,
 * so there is no way to get the observed lines without the null models, the placebo slopes and the verdict.
 */
export interface CohortFigure {
  readonly site: string;
  readonly cutoff: string;
  readonly from: string;
  readonly to: string;
  readonly seniors: number;
  readonly juniors: number;
  /** Artists whose whole visible history is not stored: with any, all counts are lower bounds. */
  readonly incompleteArtists: number;
  /** Capped: at most one upload for each artist and month. */
  readonly artists: CohortPanel;
  /** Uncapped. */
  readonly uploads: CohortPanel;
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
  /** After the real cutoff and after the placebo cutoffs. */
  readonly slopes: readonly PlaceboSlope[];
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
  readonly group: Group;
  /** Artists in the group by the end of the window. */
  readonly artists: number;
  /** Ids of the events that fall into the window. */
  readonly events: readonly string[];
}

/** What the placebo cutoffs allow to be said about the split at the real one. */
export interface Verdict {
  /**
   * `same-picture`: the 95 % intervals of both real slopes reach the range of the placebo slopes. `beyond-placebos`: at
   * least one does not. `no-placebo`: there is no placebo slope to compare with. `no-slope`: there is no real slope.
   */
  readonly finding: 'same-picture' | 'beyond-placebos' | 'no-placebo' | 'no-slope';
  /** Seniors fall and juniors rise at the real cutoff and at every placebo cutoff, of which there is at least one. */
  readonly isSameDirection: boolean;
  readonly sentence: string;
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
