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
