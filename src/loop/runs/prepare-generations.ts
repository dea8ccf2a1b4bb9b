import { UsageError } from '../../core/errors.ts';
import { type TrainedPlan, trainedArms } from '../plan/trained-arms.ts';
import { parsePlan, type RetrainPlan } from '../plan.ts';
import { chainsOf } from './chains.ts';
import type { Engine } from './engine.ts';
import type { GenerationWork, RealImages } from './generation-run.ts';
import { hashOf, NO_INPUTS } from './inputs.ts';
import { predictSchedule } from './ledger.ts';
import { beginningOf, inputsOf, type RunBeginning, type RunRequest } from './prepare.ts';

/** A run of trained models as it stands before its first generation. */
export interface PreparedGenerations extends RunBeginning {
  readonly work: GenerationWork;
}

/**
 * Decides everything about a run of models that work on images without writing any of it. The same plan, inputs, real images
 * and versions have the same run id.
 *
 * @param engine made for this plan
 * @param request its versions name the engine's too
 * @throws InputError for a bad plan, UsageError if the inputs cannot drive it
 * @throws RangeError for a plan of theory models
 */
export function prepareGenerations(request: RunRequest, engine: Engine, real: RealImages): PreparedGenerations {
  const plan = parsePlan(request.planText, request.planFile);
  if (plan.kind === 'theory') throw new RangeError('expected a plan of models that work on images, got kind theory');
  if (plan.kind === 'retrain') requireWholeBatches(plan);
  const inputs = plan.kind === 'retrain' ? inputsOf(plan, request.inputs) : NO_INPUTS;
  const planned = trainedArms(plan, inputs);
  const facts = {
    kind: plan.kind,
    model: nameOf(plan),
    provider: engine.provider,
    device: engine.device,
    threads: engine.threads,
    seed: plan.seeds[0]!,
    realImagesHash: hashOf(JSON.stringify(real.images.map(({ image, caption }) => [image, caption]))),
  };
  const ledger = { metrics: [], draws: [], schedule: predictSchedule(planned.arms) };
  return {
    ...beginningOf(request, inputs, planned, facts, ledger),
    work: { chains: chainsOf(plan, planned), real, engine },
  };
}

/** What chooses among a batch's items, or draws them by class, is not done by the runner yet. */
function requireWholeBatches({ filter, classes }: RetrainPlan): void {
  if (filter !== undefined) throw new UsageError('a loop of images takes whole batches, got filter');
  if (classes !== undefined) throw new UsageError('a loop of images draws from all classes alike, got classes');
}

function nameOf(plan: TrainedPlan): string {
  return plan.kind === 'relay' ? `${plan.model.captioner} and ${plan.model.generator}` : plan.model.name;
}
