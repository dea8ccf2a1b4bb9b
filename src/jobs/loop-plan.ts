import { estimatePlan, type PlanEstimate, requireRoom } from '../loop/plan/estimate.ts';
import { parsePlan } from '../loop/plan.ts';
import { prepareRun } from '../loop/runs/prepare.ts';
import { secondsOf } from '../loop/runs/speed.ts';
import { LOOP_VERSIONS } from './loop-inputs.ts';
import type { LoopPlanJob } from './loop-run.ts';

export interface LoopForecast extends PlanEstimate {
  readonly kind: string;
  /** Null for a kind this build has no engine for. */
  readonly runId: string | null;
}

/**
 * What a plan would do, before any of it is done; writes nothing. A theory plan's time is measured with a few replications.
 *
 * @throws InputError, UsageError or LoopTooLargeError as a run would
 */
export function planLoop({ plan, inputs, clock, freeBytes, ...where }: LoopPlanJob): LoopForecast {
  const parsed = parsePlan(plan.text, plan.name);
  const counted = estimatePlan(parsed, inputs);
  if (parsed.kind !== 'theory') {
    requireRoom(counted, parsed, freeBytes);
    return { ...counted, kind: parsed.kind, runId: null };
  }
  const prepared = prepareRun({ planText: plan.text, planFile: plan.name, inputs, ...where, versions: LOOP_VERSIONS });
  const forecast = { ...counted, seconds: secondsOf(prepared.work, clock) };
  requireRoom(forecast, parsed, freeBytes);
  return { ...forecast, kind: parsed.kind, runId: prepared.manifest.runId };
}
