import type { LoopMetric } from '../core/loop-tables.ts';

/** What becomes of a claim in one run. */
export interface ClaimVerdict {
  readonly claim: string;
  readonly source: string;
  readonly verdict: 'reproduced' | 'not reproduced' | 'not testable here';
  /** The interval that says so, or what it would take. */
  readonly because: string;
}

/** Distances of the fit from the truth, which stand for quality in a model with closed forms; the first measured is used. */
const DISTANCES = ['w2_squared', 'hellinger', 'excess_risk'] as const;

const NEEDS_IMAGES = 'needs a trained image model; this run is of a model with closed forms';

const UNTESTABLE: readonly (readonly [claim: string, source: string])[] = [
  ['similarity to the origin falls, then flattens near step 66', 'poster, caption relay of 270 WikiArt works'],
  ['FID to the originals grows with every step', 'poster, caption relay of 270 WikiArt works'],
  ['themes and styles converge', 'poster, caption relay of 270 WikiArt works'],
  ['twice as many epochs do not save the loop', 'Martínez et al. (2023), arXiv:2303.01255'],
  [
    '3.3 % of self-generated images are enough to collapse by the fifth iteration',
    'Bohacek & Farid (2023), arXiv:2311.12202',
  ],
  ['the damage spreads beyond the prompts trained on', 'Bohacek & Farid (2023), arXiv:2311.12202'],
  ['retraining on real images heals only in part', 'Bohacek & Farid (2023), arXiv:2311.12202'],
];

/** Verdicts on the published claims about loops, as far as a run of a model with closed forms can judge them. */
export function claimVerdicts(metrics: readonly LoopMetric[]): ClaimVerdict[] {
  return [
    qualityFalls(metrics),
    moreIsWorse(metrics),
    syntheticOnlyCollapses(metrics),
    measuredSharesHarm(metrics),
    ...UNTESTABLE.map(([claim, source]) => ({
      claim,
      source,
      verdict: 'not testable here' as const,
      because: NEEDS_IMAGES,
    })),
  ];
}

function qualityFalls(metrics: readonly LoopMetric[]): ClaimVerdict {
  const claim = 'quality falls each generation when a set grows by its model’s own draws';
  const source = 'Martínez et al. (2023), arXiv:2303.01255';
  const arms = distances(metrics).filter(([arm]) => arm === 'growth' || arm.startsWith('alpha-'));
  if (arms.length === 0) return untested(claim, source, 'needs an arm that grows by alpha');
  const steps = arms.flatMap(([arm, rows]) =>
    rows.slice(1).map((row, index) => ({ arm, generation: row.generation, ...interval(rows[index]!, row) })),
  );
  const least = steps.reduce((worst, step) => (step.low < worst.low ? step : worst));
  return {
    claim,
    source,
    verdict: least.low > 0 ? 'reproduced' : 'not reproduced',
    because: `least rise of ${distanceIn(metrics)}: ${words(least)}, generation ${least.generation} of ${least.arm}`,
  };
}

function moreIsWorse(metrics: readonly LoopMetric[]): ClaimVerdict {
  const claim = 'the more a set grows by own draws, the worse its last model: alpha 0.5, 1, 2 in this order';
  const source = 'Martínez et al. (2023), arXiv:2303.01255';
  const last = distances(metrics)
    .filter(([arm]) => arm.startsWith('alpha-'))
    .map(([arm, rows]) => ({ alpha: Number(arm.slice('alpha-'.length)), row: rows.at(-1)! }))
    .sort((a, b) => a.alpha - b.alpha);
  if (last.length < 2) return untested(claim, source, 'needs arms of several alphas');
  const steps = last.slice(1).map(({ alpha, row }, index) => ({ alpha, ...interval(last[index]!.row, row) }));
  const least = steps.reduce((worst, step) => (step.low < worst.low ? step : worst));
  return {
    claim,
    source,
    verdict: least.low > 0 ? 'reproduced' : 'not reproduced',
    because: `least difference of ${distanceIn(metrics)} to the next smaller alpha: ${words(least)}, alpha ${least.alpha}`,
  };
}

function syntheticOnlyCollapses(metrics: readonly LoopMetric[]): ClaimVerdict {
  const claim = 'without real data a loop drifts away from the truth';
  const source = 'Alemohammad et al. (2023), arXiv:2307.01850';
  const rows = new Map(distances(metrics)).get('synthetic-only');
  if (rows === undefined) return untested(claim, source, 'needs the reference in which everything is generated');
  const change = interval(rows[0]!, rows.at(-1)!);
  return {
    claim,
    source,
    verdict: change.low > 0 ? 'reproduced' : 'not reproduced',
    because: `${distanceIn(metrics)} of synthetic-only, last less first generation: ${words(change)}`,
  };
}

function measuredSharesHarm(metrics: readonly LoopMetric[]): ClaimVerdict {
  const claim = 'at the measured shares the loop ends farther from the truth than with real data alone';
  const source = 'the question of this report';
  const arms = new Map(distances(metrics));
  const own = arms.get('path-50') ?? arms.get('shares');
  const control = arms.get('real-only');
  if (own === undefined || control === undefined)
    return untested(claim, source, 'needs a schedule from shares and its references');
  const change = interval(control.at(-1)!, own.at(-1)!);
  return {
    claim,
    source,
    verdict: change.low > 0 ? 'reproduced' : 'not reproduced',
    because: `${distanceIn(metrics)} at the last generation, less that of real-only: ${words(change)}`,
  };
}

function untested(claim: string, source: string, because: string): ClaimVerdict {
  return { claim, source, verdict: 'not testable here', because };
}

/** By arm in the order of the run, then by generation. */
function distances(metrics: readonly LoopMetric[]): [string, LoopMetric[]][] {
  const distance = distanceIn(metrics);
  const rows = metrics.filter(({ metric }) => metric === distance);
  return [...Map.groupBy(rows, ({ arm }) => arm)];
}

function distanceIn(metrics: readonly LoopMetric[]): string | undefined {
  return DISTANCES.find((name) => metrics.some(({ metric }) => metric === name));
}

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Half a 95 % interval in standard errors. */
const HALF_WIDTHS = 1.96;

function interval(from: LoopMetric, to: LoopMetric): Interval {
  const value = to.measured - from.measured;
  const half = HALF_WIDTHS * Math.hypot(from.standardError, to.standardError);
  return { value, low: value - half, high: value + half };
}

function words({ value, low, high }: Interval): string {
  return `${value.toPrecision(3)} [${low.toPrecision(3)}, ${high.toPrecision(3)}]`;
}
