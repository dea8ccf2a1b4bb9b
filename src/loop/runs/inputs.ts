import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ASSISTED_WEIGHTS, type MonthlyShare, type ShareDraws } from '../../core/shares.ts';

/** What a run takes from the store: kept with it, so that it can go on after the store has changed. */
export interface RunInputs {
  /** The store's content hash; null for a plan that reads nothing from it. */
  readonly dataHash: string | null;
  readonly shares: readonly MonthlyShare[];
  readonly draws: readonly ShareDraws[];
}

export const NO_INPUTS: RunInputs = { dataHash: null, shares: [], draws: [] };

const numbers = z.array(z.number()).transform((values) => Float64Array.from(values));

export const inputsSchema = z.object({
  dataHash: z.string().nullable(),
  shares: z.array(
    z.object({
      site: z.string(),
      month: z.int(),
      labelRegime: z.string(),
      uploads: z.number(),
      labelled: z.number(),
      yes: z.number(),
      assisted: z.number(),
      share: z.number().nullable(),
      low: z.number(),
      high: z.number(),
    }),
  ),
  draws: z.array(
    z.object({
      site: z.string(),
      assistedWeight: z.literal(ASSISTED_WEIGHTS),
      months: z.array(z.int()),
      uploads: numbers,
      draws: z.int(),
      shares: numbers,
    }),
  ),
});

/** As JSON, one text for the same inputs. */
export function inputsText({ dataHash, shares, draws }: RunInputs): string {
  const plain = draws.map((draw) => ({ ...draw, uploads: [...draw.uploads], shares: [...draw.shares] }));
  return `${JSON.stringify({ dataHash, shares, draws: plain })}\n`;
}

/** @returns SHA-256 in hexadecimal */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
