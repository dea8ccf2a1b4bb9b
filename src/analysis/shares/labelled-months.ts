import { NO_REGIME } from '../../core/label-regimes.ts';
import { betaDraw } from '../../core/math/random-variates.ts';
import type { Month } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import type { AssistedWeight, Audit, LabelSums, NegativeControl } from '../../core/shares.ts';
import { designEffect, flagSums } from './design-effect.ts';
import { CONTROL_TO } from './negative-control.ts';
import type { WalkObservation } from './walk-normal.ts';

/** The first month whose share is not taken as 0. */
export const WALK_FROM: Month = CONTROL_TO + 1;

/** A month of one site whose labels tell something about its share. */
export interface LabelledMonth {
  readonly month: Month;
  readonly observed: number;
  readonly labelled: number;
  readonly designEffect: number;
  readonly sensitivity: Audit;
}

/** The months under a label regime with labelled works; works of one regime share one design effect. */
export function labelledMonths(
  sums: readonly LabelSums[],
  weight: AssistedWeight,
  sensitivity: Readonly<Record<string, Audit>>,
): LabelledMonth[] {
  const usable = sums.filter(
    ({ month, labelRegime, labelled }) => labelRegime !== NO_REGIME && labelled > 0 && month >= WALK_FROM,
  );
  const byRegime = Map.groupBy(usable, ({ labelRegime }) => labelRegime);
  const effects = new Map(
    [...byRegime].map(([regime, rows]) => [regime, designEffect(rows.map((row) => flagSums(row, weight)))]),
  );
  return usable.map((row) => {
    const flags = flagSums(row, weight);
    const pooled = effects.get(row.labelRegime) ?? null;
    return {
      month: row.month,
      observed: flags.flagged / row.labelled,
      labelled: row.labelled,
      // Where nothing varies, works of one artist may all be alike: the cautious end.
      designEffect: Math.min(row.labelled, pooled ?? row.labelled / row.artists),
      sensitivity: sensitivity[row.labelRegime] ?? { value: 1, audited: null },
    };
  });
}

/** The labelled months under an accuracy drawn from its audits (Jeffreys' prior). */
export function observe(labelled: readonly LabelledMonth[], control: NegativeControl, rng: Rng): WalkObservation[] {
  const falsePositive = drawFalsePositive(control, rng);
  const drawn = new Map<Audit, number>();
  return labelled.map(({ month, observed, labelled: works, designEffect: effect, sensitivity }) => {
    if (!drawn.has(sensitivity)) drawn.set(sensitivity, drawAudit(sensitivity, rng));
    const effective = works / effect;
    return {
      step: month - WALK_FROM,
      flagged: observed * effective,
      labelled: effective,
      sensitivity: Math.max(drawn.get(sensitivity)!, falsePositive),
      falsePositive,
    };
  });
}

function drawFalsePositive({ works, flagged, designEffect: effect }: NegativeControl, rng: Rng): number {
  if (works === 0) return 0;
  const shrink = effect ?? 1;
  return betaDraw(flagged / shrink + 0.5, (works - flagged) / shrink + 0.5, rng);
}

function drawAudit({ value, audited }: Audit, rng: Rng): number {
  return audited === null ? value : betaDraw(value * audited + 0.5, (1 - value) * audited + 0.5, rng);
}
