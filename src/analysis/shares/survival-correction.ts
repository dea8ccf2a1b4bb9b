import { gammaDraw } from '../../core/math/random-variates.ts';
import { startOfMonth } from '../../core/month.ts';
import type { Rng } from '../../core/rng.ts';
import type { ShareDraws, SurvivalSums } from '../../core/shares.ts';

const MONTH_MS = (365.2425 / 12) * 86_400_000;

export interface SurvivalCorrection {
  readonly draws: ShareDraws;
  /** What was corrected, or why nothing was. */
  readonly note: string;
}

/**
 * Undoes that withdrawn works are not seen: generated and human works of a month are each divided by the chance to have
 * stayed up from publication to the first reading, exp(−hazard · age), with one hazard for each kind, told from works
 * that were read twice. Hazards are drawn from their gamma posterior (Jeffreys' prior), one for each draw of the share.
 * The hazard is taken as constant over a work's life; new works are withdrawn more often, so the correction is too small.
 *
 * @param sums of one site, at most one of each kind
 */
export function correctSurvival(draws: ShareDraws, sums: readonly SurvivalSums[], rng: Rng): SurvivalCorrection {
  const generated = sums.find(({ kind }) => kind === 'generated');
  const human = sums.find(({ kind }) => kind === 'human');
  if (generated === undefined || human === undefined || !(generated.workMonths > 0 && human.workMonths > 0)) {
    return { draws, note: 'not corrected for withdrawn works: labelled works of both kinds were not read twice' };
  }
  if (generated.withdrawn + human.withdrawn === 0) {
    return { draws, note: 'not corrected for withdrawn works: none of the works read twice was withdrawn' };
  }
  const ages = draws.months.map((month) => ageInMonths(month, human.firstSeenAt));
  const m = ages.length;
  const shares = Float64Array.from(draws.shares);
  for (let draw = 0; draw < draws.draws; draw++) {
    const excess = drawHazard(generated, rng) - drawHazard(human, rng);
    for (let i = 0; i < m; i++) {
      const share = shares[draw * m + i]!;
      const lift = Math.exp(excess * ages[i]!);
      shares[draw * m + i] = (share * lift) / (share * lift + 1 - share);
    }
  }
  const perYear = ({ withdrawn, workMonths }: SurvivalSums) => ((1200 * withdrawn) / workMonths).toFixed(1);
  return {
    draws: { ...draws, shares },
    note:
      `corrected for withdrawn works: ${perYear(generated)} generated and ${perYear(human)} human works in 100 are ` +
      'withdrawn a year, taken as the same at every age',
  };
}

function drawHazard({ withdrawn, workMonths }: SurvivalSums, rng: Rng): number {
  return gammaDraw(withdrawn + 0.5, rng) / workMonths;
}

/** From the middle of the month of publication. */
function ageInMonths(month: number, seenAt: number): number {
  const middle = (startOfMonth(month) + startOfMonth(month + 1)) / 2;
  return Math.max(0, (seenAt - middle) / MONTH_MS);
}
