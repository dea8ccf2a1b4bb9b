import { LABEL_REGIMES, NO_REGIME } from '../../core/label-regimes.ts';
import { quantileSorted } from '../../core/math/quantile.ts';
import { type Month, monthFromText, textFromMonth } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import {
  ASSISTED_WEIGHTS,
  type AssistedWeight,
  type Audit,
  type LabelSums,
  type NegativeControl,
  type ShareDraws,
  type ShareEstimate,
  type SiteShares,
  type SurvivalSums,
} from '../../core/shares.ts';
import { accuracyNotes } from './accuracy-notes.ts';
import { type LabelledMonth, labelledMonths, observe, WALK_FROM } from './labelled-months.ts';
import { logitWalk } from './logit-walk.ts';
import { negativeControl } from './negative-control.ts';
import { roganGladen } from './rogan-gladen.ts';
import { correctSurvival } from './survival-correction.ts';

/** Stable Diffusion came out on 22 August 2022: the share may jump into these months. */
const RELEASES: readonly Month[] = ['2022-08', '2022-09'].map(monthFromText);

export interface SiteSharesOptions {
  readonly site: string;
  /** First and last month of the result, both in. Labels of all other months still inform the walk. */
  readonly from: Month;
  readonly to: Month;
  /** Audited sensitivity by label regime. A regime without one has sensitivity 1: its shares are lower bounds. */
  readonly sensitivity?: Readonly<Record<string, Audit>>;
  readonly survival?: readonly SurvivalSums[];
  /** Posterior draws. @default 200 */
  readonly draws?: number;
  readonly rng: Rng;
}

/**
 * Generated share of one site by month: each month alone (Rogan–Gladen), and all months through a random walk on the
 * logit with posterior draws, with assisted works counted 0, 0.5 and 1. Shares up to March 2022 are 0 by assumption, the
 * same one that makes those months the control for specificity.
 *
 * @param sums of the site, any order, each month once
 */
export function estimateSite(sums: readonly LabelSums[], options: SiteSharesOptions): SiteShares {
  const ordered = sums.toSorted((a, b) => a.month - b.month);
  const control = negativeControl(ordered, 0);
  const parts = ASSISTED_WEIGHTS.map((weight) => estimateWeight(ordered, weight, options));
  return {
    site: options.site,
    control,
    estimates: parts.flatMap(({ estimates }) => estimates),
    draws: parts.flatMap(({ draws }) => (draws === null ? [] : [draws])),
    notes: [...accuracyNotes(ordered, control, options.sensitivity ?? {}), ...parts[0]!.notes],
  };
}

function estimateWeight(sums: readonly LabelSums[], weight: AssistedWeight, options: SiteSharesOptions) {
  const { site, from, to, draws: count = 200, survival = [] } = options;
  const rng = options.rng.fork(`${site}/${weight}`);
  const control = negativeControl(sums, weight);
  const labelled = labelledMonths(sums, weight, options.sensitivity ?? {});
  const problem = whyNoDraws(site, labelled, control, to);
  let draws: ShareDraws | null = null;
  const notes: string[] = [];
  if (problem === null) {
    const months = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const shares = walkShares(labelled, control, months, count, rng);
    const uploads = Float64Array.from(months, (month) => sums.find((row) => row.month === month)?.uploads ?? 0);
    const corrected = correctSurvival(
      { site, assistedWeight: weight, months, uploads, draws: count, shares },
      survival,
      rng.fork('survival'),
    );
    draws = corrected.draws;
    notes.push(corrected.note);
  } else notes.push(problem);
  return { draws, notes, estimates: estimatesOf(sums, weight, labelled, control, draws, options) };
}

function whyNoDraws(
  site: string,
  labelled: readonly LabelledMonth[],
  control: NegativeControl,
  to: Month,
): string | null {
  const of = LABEL_REGIMES.some((regime) => regime.site === site)
    ? 'no work is labelled under a label regime'
    : 'the site has no label regime';
  if (labelled.length === 0) return `${of}: the generated share is unknown`;
  if (to < WALK_FROM) return `all months lie before ${textFromMonth(WALK_FROM)}: the generated share is taken as 0`;
  const specificity = control.specificity ?? 1;
  const useless = labelled.find(({ sensitivity }) => sensitivity.value + specificity <= 1);
  if (useless === undefined) return null;
  return (
    `labels of ${textFromMonth(useless.month)} say nothing: sensitivity ${useless.sensitivity.value} and specificity ` +
    `${specificity.toFixed(3)} do not exceed 1 together`
  );
}

function walkShares(
  labelled: readonly LabelledMonth[],
  control: NegativeControl,
  months: readonly Month[],
  draws: number,
  rng: Rng,
): Float64Array {
  const last = Math.max(months.at(-1)!, labelled.at(-1)!.month);
  const walked = logitWalk((stream) => observe(labelled, control, stream), {
    months: last - WALK_FROM + 1,
    jumps: RELEASES.map((month) => month - WALK_FROM),
    draws,
    rng: rng.fork('walk'),
  });
  const length = last - WALK_FROM + 1;
  return Float64Array.from({ length: draws * months.length }, (_, at) => {
    const step = months[at % months.length]! - WALK_FROM;
    return step < 0 ? 0 : walked[Math.floor(at / months.length) * length + step]!;
  });
}

function estimatesOf(
  sums: readonly LabelSums[],
  weight: AssistedWeight,
  labelled: readonly LabelledMonth[],
  control: NegativeControl,
  draws: ShareDraws | null,
  { site, from, to }: SiteSharesOptions,
): ShareEstimate[] {
  const specificity: Audit = {
    value: control.specificity ?? 1,
    audited: control.specificity === null ? null : control.works / (control.designEffect ?? 1),
  };
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const month = from + i;
    const row = sums.find((entry) => entry.month === month);
    const own = labelled.find((entry) => entry.month === month);
    const corrected =
      own === undefined || own.sensitivity.value + specificity.value <= 1
        ? null
        : roganGladen(own.observed, own.labelled, { sensitivity: own.sensitivity, specificity }, own.designEffect);
    return {
      site,
      month,
      assistedWeight: weight,
      labelRegime: row?.labelRegime ?? NO_REGIME,
      uploads: row?.uploads ?? 0,
      labelled: own?.labelled ?? 0,
      observed: own?.observed ?? null,
      designEffect: own?.designEffect ?? null,
      corrected: corrected?.share ?? null,
      correctedLow: corrected?.low ?? null,
      correctedHigh: corrected?.high ?? null,
      ...monthQuantiles(draws, i),
      basis: draws === null ? null : month < WALK_FROM ? 'assumed-zero' : own === undefined ? 'walk' : 'labels',
    };
  });
}

/** Quantiles 0.05, 0.5 and 0.95 of the draws of one month; nulls without draws. */
function monthQuantiles(draws: ShareDraws | null, index: number): Pick<ShareEstimate, 'low' | 'median' | 'high'> {
  if (draws === null) return { low: null, median: null, high: null };
  const m = draws.months.length;
  const sorted = Float64Array.from({ length: draws.draws }, (_, draw) => draws.shares[draw * m + index]!).sort();
  const [low, median, high] = [0.05, 0.5, 0.95].map((p) => quantileSorted(sorted, p));
  return { low: low!, median: median!, high: high! };
}
