import { join } from 'node:path';
import { InputError } from '../../core/errors.ts';
import { textFromMonth } from '../../core/month.ts';
import { armSets, type PlannedArms, planArms, setCounts } from '../arms.ts';
import { type Plan, parsePlan, type TheoryPlan } from '../plan.ts';
import type { TrainingSet } from '../policies.ts';
import type { Flow } from '../schedules/flows.ts';
import { theoryModel } from '../theory/models.ts';
import { engineOf } from './engine.ts';
import { jsonText, readJson, readWhole, writeWhole } from './files.ts';
import { RunFolder } from './folder.ts';
import { hashOf, inputsSchema, inputsText, NO_INPUTS, type RunInputs } from './inputs.ts';
import { type Ledger, predictRun } from './ledger.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import type { TheoryWork } from './theory-run.ts';

export interface RunRequest {
  /** TOML. */
  readonly planText: string;
  /** What to call the plan in messages. */
  readonly planFile: string;
  /** Everything the store has for loops; a plan of constants takes nothing of it. */
  readonly inputs: RunInputs;
  /** Runs lie in its folder `runs`. */
  readonly dataDir: string;
  readonly gitCommit: string;
  /** Versions of what computes, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What the files of a run's beginning say. */
export interface RunBeginning {
  readonly folder: RunFolder;
  readonly planText: string;
  readonly inputsText: string;
  readonly manifest: Manifest;
  readonly ledger: Ledger;
}

/** A run as it stands before its first generation: all that it will be is decided. */
export interface PreparedRun extends RunBeginning {
  readonly work: TheoryWork;
  readonly planned: PlannedArms;
}

/**
 * Decides everything about a run without writing any of it. The same plan on the same inputs has the same run id and, under
 * the same versions, the same bytes.
 *
 * @throws InputError for a bad plan, UsageError if the inputs cannot drive it
 * @throws LoopEngineMissingError for a plan of models that this build cannot train
 */
export function prepareRun(request: RunRequest): PreparedRun {
  const plan = runnable(parsePlan(request.planText, request.planFile));
  const inputs = inputsOf(plan, request.inputs);
  const planned = planArms(plan, inputs);
  const model = theoryModel(plan);
  for (const { sets } of planned.arms) model.check(sets);
  const facts = {
    kind: plan.kind,
    model: model.name,
    provider: 'closed-form models in JavaScript',
    device: 'cpu',
    threads: 1,
    seed: plan.seed,
  };
  const ledger = predictRun(model, planned.arms, drawnSets(plan, planned), plan.metrics ?? model.metrics);
  return {
    ...beginningOf(request, inputs, planned, facts, ledger),
    work: { plan, model, arms: planned.arms },
    planned,
  };
}

/** What a manifest says of a plan's models, of what computes them and of the real images they begin with. */
export type RunFacts = Pick<Manifest, 'kind' | 'model' | 'provider' | 'device' | 'threads' | 'seed' | 'realImagesHash'>;

/** @param inputs what the plan reads of the request's inputs */
export function beginningOf(
  { planText, dataDir, gitCommit, versions }: RunRequest,
  inputs: RunInputs,
  planned: PlannedArms,
  facts: RunFacts,
  ledger: Ledger,
): RunBeginning {
  const text = inputsText(inputs);
  const planHash = hashOf(planText);
  const inputsHash = hashOf(text);
  const { kind, model, realImagesHash, ...machine } = facts;
  const identity = [planHash, inputsHash, versions, ...(realImagesHash === undefined ? [] : [realImagesHash])];
  const runId = `loop-${hashOf(JSON.stringify(identity)).slice(0, 16)}`;
  return {
    folder: new RunFolder(dataDir, runId),
    planText,
    inputsText: text,
    manifest: {
      runId,
      kind,
      model,
      planHash,
      inputsHash,
      dataHash: inputs.dataHash,
      ...(realImagesHash === undefined ? {} : { realImagesHash }),
      gitCommit,
      ...machine,
      versions,
      ...contentsOf(planned),
    },
    ledger,
  };
}

/** The files of a run's beginning, the manifest last. */
export async function beginRun({ folder, planText, inputsText, ledger, manifest }: RunBeginning): Promise<void> {
  await folder.clear();
  const write = (name: string, text: string) => writeWhole(join(folder.workPath, name), text);
  await write('plan.toml', planText);
  await write('inputs.json', inputsText);
  await write('predictions.json', jsonText(ledger));
  await write('manifest.json', jsonText(manifest));
}

/** Whether the unfinished run in the folder was begun by this very program; another one's commits are no use to it. */
export async function isSameBeginning({ folder, manifest }: RunBeginning): Promise<boolean> {
  const begun = await readJson(join(folder.workPath, 'manifest.json'), manifestSchema);
  return jsonText(begun) === jsonText(manifest);
}

/**
 * Decides about a run again that was begun before, from its own files.
 *
 * @throws UsageError if there is no such run
 * @throws InputError if its files are not those that were written, or another commit of Tidemark began it
 */
export async function reopenRun(
  dataDir: string,
  runId: string,
  present: Pick<RunRequest, 'gitCommit' | 'versions'>,
): Promise<PreparedRun> {
  const folder = await new RunFolder(dataDir, runId).current();
  const planFile = join(folder, 'plan.toml');
  const manifest = await readJson(join(folder, 'manifest.json'), manifestSchema);
  if (manifest.gitCommit !== present.gitCommit) {
    throw new InputError(
      folder,
      `was begun by commit ${manifest.gitCommit}, this is ${present.gitCommit}: its end might have other bytes; ` +
        'run the plan again, or go back to that commit',
    );
  }
  const prepared = prepareRun({
    planText: (await readWhole(planFile)).toString('utf8'),
    planFile,
    inputs: await readJson(join(folder, 'inputs.json'), inputsSchema),
    dataDir,
    ...present,
  });
  if (prepared.manifest.runId !== runId) {
    throw new InputError(folder, `holds the files of ${prepared.manifest.runId}; expected those of ${runId}`);
  }
  return prepared;
}

function runnable(plan: Plan): TheoryPlan {
  return plan.kind === 'theory' ? plan : engineOf(plan);
}

/** What the plan reads of all that the store has. */
export function inputsOf({ schedule }: Pick<TheoryPlan, 'schedule'>, inputs: RunInputs): RunInputs {
  if (schedule.kind !== 'shares') return NO_INPUTS;
  const draws = inputs.draws.filter(({ assistedWeight }) => assistedWeight === schedule.assisted_weight);
  return { ...inputs, draws: schedule.source === 'posterior' ? draws : [] };
}

/** The training sets of every posterior draw; none for a plan without a posterior. */
function drawnSets(plan: TheoryPlan, { posterior }: PlannedArms): TrainingSet[][] {
  const { policy } = plan;
  return (posterior?.drawn ?? []).map(({ additions, flows }) => armSets(plan, { policy, additions }, flows));
}

function contentsOf({ arms, flows, stock, posterior, assumptions }: PlannedArms) {
  return {
    assumptions: [...assumptions],
    flows: flows.map(monthsInText),
    stock: [...stock],
    paths: (posterior?.paths ?? []).map((path) => ({
      level: path.level,
      draw: path.draw,
      flows: path.flows.map(monthsInText),
    })),
    bounds: (posterior?.bounds ?? []).map(({ site, month, flowMet, stockMet, harmless }) => ({
      site,
      month: textFromMonth(month),
      flowMet,
      stockMet,
      harmless: [...harmless],
    })),
    arms: arms.map((arm) => ({ name: arm.name, policy: arm.policy, sets: setCounts(arm) })),
  };
}

function monthsInText(flow: Flow) {
  return { ...flow, from: textFromMonth(flow.from), to: textFromMonth(flow.to) };
}
