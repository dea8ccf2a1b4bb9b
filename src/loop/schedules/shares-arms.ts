import { UsageError } from '../../core/errors.ts';
import { textFromMonth } from '../../core/month.ts';
import type { MonthlyShare } from '../../core/shares.ts';
import type { PolicyOptions } from '../policies/options.ts';
import type { Additions } from '../policies.ts';
import { afterDetector, detectedMonths } from './detector.ts';
import type { Flow, MonthShare } from './flows.ts';
import { type MappingInput, mappedAdditions, mapsShareOne, needsStock } from './mapping.ts';
import type { SharesPlan } from './options.ts';

/** One loop that shares drive, before its training sets are made. */
export interface ScheduledArm {
  readonly name: SharesArmName;
  readonly policy: PolicyOptions['policy'];
  readonly additions: readonly Additions[];
}

/**
 * `shares`: labelled shares as they are; `path-05`, `path-50`, `path-95`: posterior draws at these quantiles of their total;
 * beside them `real-only` as if nothing had been generated, `tags-only` a lower bound, `synthetic-only` as if everything had,
 * `month-permuted` the middle path's months in random order.
 */
export type SharesArmName =
  | 'shares'
  | 'path-05'
  | 'path-50'
  | 'path-95'
  | 'real-only'
  | 'tags-only'
  | 'synthetic-only'
  | 'month-permuted';

/** What drives the arms, beside the shares themselves. */
export interface SharesLoop {
  readonly schedule: SharesPlan;
  readonly policy: PolicyOptions['policy'];
  /** Items of D₀. */
  readonly samples: number;
}

/**
 * Works there before the window, taken as all human: as the plan says, or those stored of `sites`; null if there are none.
 */
export function worksBefore(
  schedule: SharesPlan,
  sites: readonly string[],
  shares: readonly MonthlyShare[],
): number | null {
  if (schedule.stock !== undefined) return schedule.stock;
  const older = shares.filter((row) => row.month < schedule.from && sites.includes(row.site));
  const stock = older.reduce((sum, row) => sum + row.uploads, 0);
  return stock === 0 ? null : stock;
}

/**
 * How a plan turns flows into items.
 *
 * @param works there before the window, in uploads; what a detector leaves of them is the stock
 * @throws UsageError if the mapping needs a stock and there is none
 */
export function mappingOf(loop: SharesLoop, works: number | null, sites: readonly string[]): MappingInput {
  const { schedule, samples } = loop;
  if (works === null && needsStock(schedule)) {
    throw new UsageError(
      `mapping ${schedule.mapping} needs the works there before ${textFromMonth(schedule.from)}, and none are stored for ` +
        `${sites.join(', ')}: give their number as schedule.shares.stock`,
    );
  }
  const kept = schedule.detector === undefined ? 1 : afterDetector(0, schedule.detector).kept;
  return { mapping: schedule.mapping, lambdaOf: schedule.lambda_of, size: samples, stock: (works ?? 0) * kept };
}

/** What becomes of months before a loop sees them. */
export function seenMonths({ detector }: SharesPlan, months: readonly MonthShare[]): readonly MonthShare[] {
  return detector === undefined ? months : detectedMonths(months, detector);
}

export function armOfFlows(
  name: SharesArmName,
  flows: readonly Flow[],
  loop: SharesLoop,
  mapping: MappingInput,
): ScheduledArm {
  return { name, policy: loop.policy, additions: mappedAdditions(flows, mapping) };
}

/** The arm in which everything was generated; where no finite set has that share, every set is replaced as a whole. */
export function syntheticOnly(flows: readonly Flow[], loop: SharesLoop, mapping: MappingInput): ScheduledArm {
  if (mapsShareOne(mapping)) return armOfFlows('synthetic-only', flows, loop, mapping);
  const additions = flows.map(() => ({ real: 0, synthetic: loop.samples }));
  return { name: 'synthetic-only', policy: 'replace', additions };
}

/** Everything that a mapping takes for granted, each a sentence for plan and report. */
export function mappingAssumptions(loop: SharesLoop, works: number | null, mapping: MappingInput): string[] {
  const { schedule, samples } = loop;
  const assumptions: string[] = [];
  if (needsStock(schedule) && works !== null) {
    assumptions.push(
      `the stock before ${textFromMonth(schedule.from)}, ${works.toLocaleString('en-US')} works ` +
        `${schedule.stock === undefined ? 'stored' : 'as the plan says'}, is taken as all human; it stands for the ` +
        `${samples.toLocaleString('en-US')} items of generation 0.`,
    );
  }
  if (schedule.detector !== undefined) {
    const { sensitivity, specificity } = schedule.detector;
    assumptions.push(
      `a detector of sensitivity ${sensitivity} and specificity ${specificity} is put before training; uploads are what ` +
        'it keeps.',
    );
  }
  if (schedule.reference_arms && !mapsShareOne(mapping)) {
    assumptions.push('no finite growth has share 1: the synthetic-only arm replaces the whole set each generation.');
  }
  return assumptions;
}
