import { type Arm, NO_MEASUREMENT, type PlannedArms, planArms, type ScheduleInputs } from '../arms.ts';
import type { NepotismPlan, RelayPlan, RetrainPlan } from '../plan.ts';
import { trainingSets } from '../policies.ts';

/** A plan whose models work on images. */
export type TrainedPlan = RetrainPlan | RelayPlan | NepotismPlan;

/** The arms of a plan. @throws UsageError as planArms does */
export function trainedArms(plan: TrainedPlan, inputs: ScheduleInputs): PlannedArms {
  switch (plan.kind) {
    case 'retrain':
      return planArms(plan, inputs);
    case 'nepotism':
      return { ...NO_MEASUREMENT, arms: nepotismArms(plan) };
    case 'relay':
      return { ...NO_MEASUREMENT, arms: [relayArm(plan)] };
    default:
      return plan satisfies never;
  }
}

/** One arm a share: every generation sees as many images as the first set has, so many of them the model's own. */
function nepotismArms({ samples, schedule }: NepotismPlan): Arm[] {
  return [schedule.synthetic_share].flat().map((share) => {
    const synthetic = Math.round(share * samples);
    const additions = Array.from({ length: schedule.generations }, () => ({ real: samples - synthetic, synthetic }));
    return { name: `share ${share}`, policy: 'fresh', additions, sets: trainingSets('fresh', samples, additions) };
  });
}

function relayArm({ samples, schedule }: RelayPlan): Arm {
  const additions = Array.from({ length: schedule.generations }, () => ({ real: 0, synthetic: samples }));
  return { name: 'relay', policy: 'replace', additions, sets: trainingSets('replace', samples, additions) };
}
