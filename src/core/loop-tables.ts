/** What one arm of a loop measured in one generation, and what theory had predicted for it. */
export interface LoopMetric {
  readonly arm: string;
  /** 0 is trained on real data only. */
  readonly generation: number;
  readonly metric: string;
  readonly measured: number;
  readonly standardError: number;
  /** Null where theory has no closed form. */
  readonly predicted: number | null;
}

/** Predictions of one generation over all posterior draws of the schedule: 5, 50 and 95 %. */
export interface LoopDraws {
  readonly generation: number;
  readonly metric: string;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Items of one training set that came into being together. */
export interface LoopItems {
  readonly arm: string;
  readonly generation: number;
  /** The generation whose model drew them; null for real items. */
  readonly sourceGeneration: number | null;
  readonly items: number;
}

/** The uploads that one generation stands for. */
export interface LoopFlow {
  readonly generation: number;
  /** First and last month, `YYYY-MM`. */
  readonly from: string;
  readonly to: string;
  readonly uploads: number;
  /** Share of generated works among them, in [0, 1]. */
  readonly share: number;
}

/** The posterior draw at a quantile, in [0, 1], of the works generated in all generations. */
export interface LoopPath {
  readonly level: number;
  readonly flows: readonly LoopFlow[];
}

/** Posterior probabilities, in [0, 1], that a month's uploads are on the safe side. */
export interface LoopBounds {
  readonly site: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** That λ < 1/2 in the month's own uploads. */
  readonly flowMet: number;
  /** That λ < 1/2 in everything uploaded so far; null where what was there before is not known. */
  readonly stockMet: number | null;
  /** That n_e / n_r >= 1, by sampling bias. */
  readonly harmless: readonly { readonly bias: number; readonly probability: number }[];
}

/** How the predictions of one arm and metric fared. */
export interface LoopScore {
  readonly arm: string;
  readonly metric: string;
  readonly compared: number;
  readonly withinTwoErrors: number;
  /** Largest |measured − predicted| in standard errors, and what chance allows. */
  readonly largest: number;
  readonly critical: number;
  readonly holds: boolean;
}
