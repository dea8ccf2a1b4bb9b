import type { MonthlyShare } from '../../core/shares.ts';
import { measuredFlows } from '../schedule.ts';
import { type Flow, flowsOfMonths } from './flows.ts';
import { constantMonths } from './references.ts';
import {
  armOfFlows,
  mappingAssumptions,
  mappingOf,
  type ScheduledArm,
  type SharesLoop,
  seenMonths,
  syntheticOnly,
  worksBefore,
} from './shares-arms.ts';

export interface LabelArms {
  readonly arms: readonly ScheduledArm[];
  readonly flows: readonly Flow[];
  /** Works before the window, in uploads, as a loop sees them. */
  readonly stock: number;
  readonly assumptions: readonly string[];
}

/**
 * The loop driven by labelled shares as they are, with two reference loops through the same mapping unless the plan says no:
 * nothing generated, everything generated.
 *
 * @throws UsageError if the shares cannot fill the schedule (schedule.ts) or do not fit the mapping
 */
export function labelArms(loop: SharesLoop, shares: readonly MonthlyShare[]): LabelArms {
  const { schedule } = loop;
  const window = { from: schedule.from, to: schedule.to, monthsPerGeneration: schedule.months_per_generation };
  const measured = measuredFlows(shares, { site: schedule.site, ...window });
  const works = worksBefore(schedule, measured.sites, shares);
  const mapping = mappingOf(loop, works, measured.sites);
  const flowsOf = (months: typeof measured.months) => flowsOfMonths(seenMonths(schedule, months), window);
  const flows = flowsOf(measured.months);
  const arms = [armOfFlows('shares', flows, loop, mapping)];
  if (schedule.reference_arms) {
    arms.push(
      armOfFlows('real-only', flowsOf(constantMonths(measured.months, 0)), loop, mapping),
      syntheticOnly(flowsOf(constantMonths(measured.months, 1)), loop, mapping),
    );
  }
  const assumptions = [...measured.assumptions, ...mappingAssumptions(loop, works, mapping)];
  return { arms, flows, stock: mapping.stock, assumptions };
}
