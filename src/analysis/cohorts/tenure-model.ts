import type { Month } from '../../core/month.ts';
import { activeSpans, type IndexedActivity } from '../spans.ts';

/**
 * A world in which nobody changes, without the assumption that all artists leave at one rate: how many upload
 * depends only on how long ago they entered.
 */
export interface TenureModel {
  readonly entryPerMonth: number;
  /** Least tenure of each bin, in months since the first upload; bins go up to the next one. */
  readonly tenure: readonly number[];
  /** Share of artists of that tenure who upload in a month, in [0, 1]. */
  readonly activity: readonly number[];
  /** Uploads a month for each artist of that tenure, active or not. */
  readonly uploads: readonly number[];
  /** First-upload months of the seniors, rising. */
  readonly entryMonths: Int32Array;
}

const TENURE_BINS = [0, 1, 2, 3, 6, 12, 24, 48, 96] as const;
const HISTORY = 24;
const LEAST_HISTORY = 12;

/**
 * Fits activity by tenure to the 24 months before the cutoff; nothing after it is looked at. Artists who have
 * stopped stay in the denominator, so no rule is needed for when an artist has left.
 * Assumes that activity at a given tenure was the same for all entry years.
 *
 * @param artists artist indices, as from `artistsOf`
 * @returns null if fewer than 12 months of history lie before the cutoff
 */
export function fitTenureModel(activity: IndexedActivity, artists: Uint32Array, cutoff: Month): TenureModel | null {
  const spans = activeSpans(activity, artists, cutoff);
  const entryMonths = Int32Array.from(spans, (span) => span.first).sort();
  const from = Math.max(entryMonths[0] ?? cutoff, cutoff - HISTORY);
  if (cutoff - from < LEAST_HISTORY) return null;

  const atRisk = new Float64Array(TENURE_BINS.length);
  const active = new Float64Array(TENURE_BINS.length);
  const uploads = new Float64Array(TENURE_BINS.length);
  for (const span of spans) {
    for (let month = Math.max(span.first, from); month < cutoff; month++) add(atRisk, binOf(month - span.first), 1);
    for (let row = span.start; row < span.end; row++) {
      const month = activity.month[row]!;
      if (month < from) continue;
      add(active, binOf(month - span.first), 1);
      add(uploads, binOf(month - span.first), activity.uploads[row]!);
    }
  }
  return {
    entryPerMonth: entryMonths.filter((month) => month >= from).length / (cutoff - from),
    tenure: TENURE_BINS,
    activity: ratesFrom(active, atRisk),
    uploads: ratesFrom(uploads, atRisk),
    entryMonths,
  };
}

/**
 * What the model's world shows from the cutoff on, by cohort: with entry E(τ) and a rate A by tenure,
 * senior(t) = Σ_{τ < cutoff} A(t − τ) over the seniors there are, junior(t) = Σ_{cutoff ≤ τ ≤ t} a·A(t − τ).
 *
 * @param measure `activity` for active artists, `uploads` for uploads
 * @param months how many, from the cutoff's month on
 */
export function tenureModelSeries(
  model: TenureModel,
  measure: 'activity' | 'uploads',
  cutoff: Month,
  months: number,
): { senior: Float64Array; junior: Float64Array } {
  const rate = model[measure];
  const senior = new Float64Array(months);
  const junior = new Float64Array(months);
  for (let i = 0; i < months; i++) {
    for (const entry of model.entryMonths) add(senior, i, rate[binOf(cutoff + i - entry)]!);
    for (let tenure = 0; tenure <= i; tenure++) add(junior, i, model.entryPerMonth * rate[binOf(tenure)]!);
  }
  return { senior, junior };
}

function binOf(tenure: number): number {
  return TENURE_BINS.findLastIndex((least) => tenure >= least);
}

/** Rates by bin. A bin nobody was in yet takes the rate of the bin before it. */
function ratesFrom(counts: Float64Array, atRisk: Float64Array): number[] {
  const rates: number[] = [];
  for (let bin = 0; bin < counts.length; bin++) {
    rates.push(atRisk[bin]! > 0 ? counts[bin]! / atRisk[bin]! : (rates[bin - 1] ?? 0));
  }
  return rates;
}

function add(to: Float64Array, index: number, amount: number): void {
  to[index] = to[index]! + amount;
}
