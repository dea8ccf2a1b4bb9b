import { z } from 'zod';
import { InputError } from '../../core/errors.ts';
import { exists, readWhole, writeWhole } from '../runs/files.ts';
import { parseSafetensors, safetensorsBytes, type WeightTensor } from '../runs/safetensors.ts';
import { cardSchema, type Evaluation } from './model-card.ts';
import type { TrainingState } from './trainer.ts';

type Vectors = TrainingState['vectors'];

/** The best weights so far. */
export interface Best {
  readonly step: number;
  readonly value: number;
  /** Averages of parameters and statistics, by the names they have in the state. */
  readonly vectors: Vectors;
}

/** Everything that a training goes on from. */
export interface Progressed {
  readonly state: TrainingState;
  /** One a step. */
  readonly losses: Float32Array<ArrayBuffer>;
  readonly evaluations: readonly Evaluation[];
  readonly best: Best | null;
  /** Of training alone. */
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

const factsSchema = z.object({
  step: z.int(),
  seconds: z.number(),
  peakMemoryBytes: z.number(),
  evaluations: cardSchema.shape.evaluations,
  best: z.object({ step: z.int(), value: z.number() }).nullable(),
});

const LOSSES = 'losses';
const STATE = 'state/';
const BEST = 'best/';

/** Replaces the checkpoint whole, so that a killed training stands where its last one left it. */
export function writeCheckpoint(file: string, progressed: Progressed): Promise<void> {
  const { state, losses, best, evaluations, seconds, peakMemoryBytes } = progressed;
  const facts: z.infer<typeof factsSchema> = {
    step: state.step,
    seconds,
    peakMemoryBytes,
    evaluations: [...evaluations],
    best: best === null ? null : { step: best.step, value: best.value },
  };
  const tensors = [
    ...named(STATE, state.vectors),
    ...named(BEST, best?.vectors ?? {}),
    ...named('', { [LOSSES]: losses }),
  ];
  return writeWhole(file, safetensorsBytes({ tensors: new Map(tensors), metadata: { facts: JSON.stringify(facts) } }));
}

/** @returns undefined if nothing was saved @throws InputError if the file is not what was written */
export async function readCheckpoint(file: string): Promise<Progressed | undefined> {
  if (!(await exists(file))) return undefined;
  const { tensors, metadata } = parseSafetensors(await readWhole(file), file);
  const facts = factsSchema.safeParse(JSON.parse(metadata.facts ?? 'null'));
  if (!facts.success) throw new InputError(file, 'is no checkpoint of a training; remove its folder');
  const { step, seconds, peakMemoryBytes, evaluations, best } = facts.data;
  const vectors = (prefix: string): Vectors =>
    Object.fromEntries(
      [...tensors]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, { values }]) => [name.slice(prefix.length), values as Float32Array<ArrayBuffer>]), // only F32 is written
    );
  return {
    state: { step, vectors: vectors(STATE) },
    losses: vectors(LOSSES)[''] ?? new Float32Array(),
    evaluations,
    best: best === null ? null : { ...best, vectors: vectors(BEST) },
    seconds,
    peakMemoryBytes,
  };
}

function named(prefix: string, vectors: Vectors): [string, WeightTensor][] {
  return Object.entries(vectors).map(([name, values]) => [
    prefix + name,
    { dtype: 'F32', shape: [values.length], values },
  ]);
}
