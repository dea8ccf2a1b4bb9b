import { NO_REGIME } from '../../core/label-regimes.ts';
import type { Audit, LabelSums, NegativeControl } from '../../core/shares.ts';

/** What is known of a site's labels, in words: sensitivity of each regime that labelled a work, then specificity. */
export function accuracyNotes(
  sums: readonly LabelSums[],
  control: NegativeControl,
  sensitivity: Readonly<Record<string, Audit>>,
): string[] {
  const regimes = new Set(sums.filter(({ labelled }) => labelled > 0).map(({ labelRegime }) => labelRegime));
  regimes.delete(NO_REGIME);
  const notes = [...regimes].map((regime) => {
    const audit = sensitivity[regime];
    return audit === undefined
      ? `${regime}: sensitivity unknown, taken as 1: the share is a lower bound`
      : `${regime}: sensitivity ${audit.value}${audit.audited === null ? '' : ` from ${audit.audited} audited works`}`;
  });
  if (regimes.size === 0) return notes;
  return [
    ...notes,
    control.specificity === null
      ? `${control.reason}: specificity taken as 1`
      : `specificity ${control.specificity.toFixed(5)}: ${control.flagged} of ${control.works} works of 2021-01 to 2022-03 are flagged${driftWords(control)}`,
  ];
}

function driftWords({ driftP }: NegativeControl): string {
  if (driftP === null) return '';
  const drifts = driftP < 0.05 ? 'the rate drifts, so later months may have another' : 'no drift shown';
  return `, ${drifts} (Cochran–Armitage p = ${driftP.toFixed(3)})`;
}
