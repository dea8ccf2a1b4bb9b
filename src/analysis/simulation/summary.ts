import type { AdjustedSlope, Verdict } from '../../core/cohort-tables.ts';
import type { SlopeEstimate } from '../../core/trend-tables.ts';
import type { Trial } from './trial.ts';

/** Mean and standard deviation over trials; null where no trial had a value, or only one. */
export interface Spread {
  readonly mean: number | null;
  readonly deviation: number | null;
}

/** How often something held among the trials in which it could be known. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

export interface AdjustedSummary {
  readonly difference: Spread;
  /** Mean of the bootstrap standard errors: near the deviation of the differences where the bootstrap is right. */
  readonly standardError: number | null;
  readonly leastDetectable: number | null;
  /** The interval covers 0; lies below 0. */
  readonly covers: Share;
  readonly isBelow: Share;
}

export interface TrialSummary {
  readonly name: string;
  readonly runs: number;
  readonly artists: Spread;
  readonly slopes: Readonly<Record<'all' | 'senior' | 'junior', Spread>>;
  /** p < 0.05. */
  readonly mannKendall: Readonly<Record<'senior' | 'junior', Share>>;
  readonly interrupted: Readonly<Record<'level' | 'slope', Share>>;
  readonly adjusted: Readonly<Record<'senior' | 'junior' | 'matchedSenior', AdjustedSummary>>;
  readonly experienced: { readonly slope: Spread; readonly covers: Share };
  readonly findings: Readonly<Record<Verdict['finding'], number>>;
}

/** What many trials of one world say together. */
export function summarize(name: string, trials: readonly Trial[]): TrialSummary {
  const spread = (value: (trial: Trial) => number | null) => spreadOf(trials.flatMap((trial) => value(trial) ?? []));
  const share = (p: (trial: Trial) => number | null) =>
    shareOf(
      trials.flatMap((trial) => p(trial) ?? []),
      (value) => value < 0.05,
    );
  const count = (finding: Verdict['finding']) => trials.filter((trial) => trial.finding === finding).length;
  return {
    name,
    runs: trials.length,
    artists: spread(({ artists }) => artists),
    slopes: {
      all: spread(({ slopes }) => slopes.all),
      senior: spread(({ slopes }) => slopes.senior),
      junior: spread(({ slopes }) => slopes.junior),
    },
    mannKendall: {
      senior: share(({ mannKendall }) => mannKendall.senior),
      junior: share(({ mannKendall }) => mannKendall.junior),
    },
    interrupted: {
      level: share(({ interrupted }) => interrupted.level),
      slope: share(({ interrupted }) => interrupted.slope),
    },
    adjusted: {
      senior: adjustedSummary(trials.map(({ senior }) => senior)),
      junior: adjustedSummary(trials.map(({ junior }) => junior)),
      matchedSenior: adjustedSummary(trials.map(({ matchedSenior }) => matchedSenior)),
    },
    experienced: {
      slope: spread(({ experienced }) => experienced.percentPerYear),
      covers: shareOf(trials.map(({ experienced }) => experienced).filter(hasInterval), coversZero),
    },
    findings: {
      mechanical: count('mechanical'),
      'beyond mechanical': count('beyond mechanical'),
      unclear: count('unclear'),
    },
  };
}

function adjustedSummary(slopes: readonly AdjustedSlope[]): AdjustedSummary {
  const known = slopes.filter(hasInterval);
  return {
    difference: spreadOf(known.flatMap(({ difference }) => difference ?? [])),
    standardError: spreadOf(known.flatMap(({ standardError }) => standardError ?? [])).mean,
    leastDetectable: spreadOf(known.flatMap(({ leastDetectable }) => leastDetectable ?? [])).mean,
    covers: shareOf(known, coversZero),
    isBelow: shareOf(known, ({ high }) => high! < 0),
  };
}

function hasInterval({ low, high }: Pick<SlopeEstimate, 'low' | 'high'>): boolean {
  return low !== null && high !== null;
}

function coversZero({ low, high }: Pick<SlopeEstimate, 'low' | 'high'>): boolean {
  return low! <= 0 && high! >= 0;
}

function shareOf<T>(values: readonly T[], holds: (value: T) => boolean): Share {
  return { count: values.filter(holds).length, of: values.length };
}

function spreadOf(values: readonly number[]): Spread {
  const n = values.length;
  if (n === 0) return { mean: null, deviation: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: n === 1 ? null : Math.sqrt(squares / (n - 1)) };
}
