import { z } from 'zod';
import { parseToml, tomlError } from '../core/toml.ts';
import { checkedSchedule, type Refuse } from './plan/checked-schedule.ts';
import type { Schedule } from './plan/schedule.ts';
import { theorySchema } from './plan/theory.ts';
import { type ImageMetric, LEAST_IMAGES, nepotismSchema, relaySchema, retrainSchema } from './plan/trained.ts';
import type { PolicyOptions } from './policies/options.ts';
import { theoryModel } from './theory/models.ts';

const planSchema = z.discriminatedUnion('kind', [theorySchema, retrainSchema, relaySchema, nepotismSchema]);
type PlanTable = z.infer<typeof planSchema>;

type Scheduled<Table> = Table extends { readonly schedule: unknown }
  ? Readonly<Omit<Table, 'schedule'>> & { readonly schedule: Schedule }
  : never;

export type TheoryPlan = Scheduled<Extract<PlanTable, { kind: 'theory' }>>;
export type RetrainPlan = Scheduled<Extract<PlanTable, { kind: 'retrain' }>>;
export type RelayPlan = Readonly<Extract<PlanTable, { kind: 'relay' }>>;
export type NepotismPlan = Readonly<Extract<PlanTable, { kind: 'nepotism' }>>;

/** A loop to run: what is trained, on what, how often. `samples` is the size of the first, real training set. */
export type Plan = TheoryPlan | RetrainPlan | RelayPlan | NepotismPlan;

/**
 * Reads a loop plan.
 *
 * @param text TOML; its keys are described in docs/reference/plans.md
 * @param file what to call the text in messages
 * @throws InputError naming file, line, key, and what was expected there
 */
export function parsePlan(text: string, file: string): Plan {
  const table = parseToml(text, file, planSchema);
  const refuse: Refuse = (path, problem) => {
    throw tomlError(text, file, path, problem);
  };
  switch (table.kind) {
    case 'theory':
      requireMeasures(table, refuse);
      requirePolicy(table, refuse);
      requireCountsAlone(table, refuse);
      return { ...table, schedule: checkedSchedule(table, refuse) };
    case 'retrain':
      requireImages(table.metrics, table.samples, refuse);
      requirePolicy(table, refuse);
      return { ...table, schedule: checkedSchedule(table, refuse) };
    case 'relay':
    case 'nepotism':
      requireImages(table.metrics, table.samples, refuse);
      return table;
    default:
      return table satisfies never;
  }
}

function requireMeasures(plan: Extract<PlanTable, { kind: 'theory' }>, refuse: Refuse): void {
  const known = theoryModel(plan).metrics;
  plan.metrics?.forEach((metric, index) => {
    if (!known.includes(metric)) {
      refuse(['metrics', index], `model ${plan.model} measures ${known.join(', ')}; got "${metric}"`);
    }
  });
}

function requirePolicy({ policy, subsample, parts, generators }: PolicyOptions, refuse: Refuse): void {
  if (policy === 'accumulate-subsample' && subsample === undefined) {
    refuse(['subsample'], 'policy accumulate-subsample needs the number of items it draws');
  }
  if (policy !== 'accumulate-subsample' && subsample !== undefined) {
    refuse(['subsample'], `only policy accumulate-subsample draws a subsample, got ${policy}`);
  }
  if (parts === 'disjoint' && generators === 1) refuse(['parts'], 'disjoint parts need more than one generator');
}

/** Theory models see counts; what chooses among items, or shares them out by class or maker, has nothing to work on. */
function requireCountsAlone({ filter, classes, generators }: PolicyOptions, refuse: Refuse): void {
  if (filter !== undefined) refuse(['filter'], 'a theory model has no items to choose among');
  if (classes !== undefined) refuse(['classes'], 'a theory model draws from no classes of its own');
  if (generators > 1) refuse(['generators'], `a theory loop has one generator, got ${generators}`);
}

function requireImages(metrics: readonly ImageMetric[], images: number, refuse: Refuse): void {
  metrics.forEach((metric, index) => {
    if (images < LEAST_IMAGES[metric]) {
      const advice = metric === 'fid' || metric === 'fd-dino' ? '; cmmd and precision work with fewer' : '';
      refuse(
        ['metrics', index],
        `${metric} needs at least ${LEAST_IMAGES[metric]} images, got samples = ${images}${advice}`,
      );
    }
  });
}
