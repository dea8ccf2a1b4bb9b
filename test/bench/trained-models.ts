import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { cardSchema } from '../../src/loop/models/model-card.ts';
import { openSession } from '../../src/loop/onnx/session.ts';

export const DEVICE = { providers: ['cpu'], threads: availableParallelism() } as const;

const encoder = { size: z.int(), channels: z.int(), widths: z.array(z.int()), depth: z.int() };
const batch = z.int();

/** What the cards of models of each kind say of their sizes. */
export const FACTS = {
  classifier: z.object({ config: z.object({ ...encoder, groups: z.int(), classes: z.int() }), batch }),
  diffusion: z.object({ config: z.object({ ...encoder, embedding: z.int() }), batch }),
  captioner: z.object({
    config: z.object({
      ...encoder,
      groups: z.int(),
      vocabulary: z.int(),
      length: z.int(),
      width: z.int(),
      heads: z.int(),
      layers: z.int(),
    }),
    batch,
    beams: z.int(),
  }),
  conditional: z.object({
    config: z.object({
      ...encoder,
      embedding: z.int(),
      groups: z.int(),
      heads: z.int(),
      attentionSize: z.int(),
      conditionWidth: z.int(),
      text: z.object({ vocabulary: z.int(), length: z.int(), width: z.int() }),
    }),
    batch,
    guidance: z.number(),
  }),
} as const;

/** A trained model with its card, and a way to open one of its ONNX files. */
export async function readModel<Facts>(folder: string, facts: z.ZodType<Facts>) {
  const card = cardSchema.parse(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
  const bytes = (name: string) => readFile(join(folder, `${name}.onnx`));
  return {
    card,
    facts: facts.parse(card.facts),
    bytes,
    open: async (name: string) => openSession(await bytes(name), DEVICE),
  };
}
