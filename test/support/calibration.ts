import { artefactWorlds, type NamedWorld, PLANTED_CUT } from '../../src/analysis/simulation/artefacts.ts';
import type { TrialSummary } from '../../src/analysis/simulation/summary.ts';

export interface CalibrationWorlds {
  readonly nobodyChanges: NamedWorld;
  readonly seniorsCut: NamedWorld;
  /** Printed beside, not gated. */
  readonly beside: readonly NamedWorld[];
}

/** Full censuses with exponential careers of 24 months, and harder worlds beside them. */
export function calibrationWorlds(entryPerMonth: number): CalibrationWorlds {
  const [exponential, , weibull, , growing, sampled] = artefactWorlds(entryPerMonth) as [
    NamedWorld,
    NamedWorld,
    NamedWorld,
    NamedWorld,
    NamedWorld,
    NamedWorld,
  ];
  return {
    nobodyChanges: exponential,
    seniorsCut: withCut(exponential),
    beside: [weibull, withCut(weibull), growing, sampled, withCut(sampled)],
  };
}

function withCut({ name, world, leastUploads }: NamedWorld): NamedWorld {
  return { name: `${name}, seniors −20 %`, world: { ...world, cut: PLANTED_CUT }, leastUploads };
}

export interface Gate {
  readonly claim: string;
  readonly isMet: boolean;
}

/** The share 44 of 50, 40 of 50, and 90 to 99 % of the null worlds, in whatever number of worlds was run. */
export function gates(verdicts: TrialSummary, cut: TrialSummary, coverage: TrialSummary): Gate[] {
  const { mechanical } = verdicts.findings;
  const { isBelow } = cut.adjusted.senior;
  const { covers } = coverage.adjusted.senior;
  const percent = (100 * covers.count) / covers.of;
  return [
    {
      claim: `mechanical in ${mechanical} of ${verdicts.runs} worlds in which nobody changes (at least 88 %)`,
      isMet: mechanical >= 0.88 * verdicts.runs,
    },
    {
      claim: `interval below 0 in ${isBelow.count} of ${isBelow.of} worlds in which seniors upload 20 % less (at least 80 %)`,
      isMet: isBelow.count >= 0.8 * isBelow.of,
    },
    {
      claim: `interval covers 0 in ${covers.count} of ${covers.of} worlds in which nobody changes, ${percent.toFixed(1)} % (90 to 99 %)`,
      isMet: percent >= 90 && percent <= 99,
    },
  ];
}
