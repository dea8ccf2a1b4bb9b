import { INTEGER, VARCHAR } from '@duckdb/node-api';
import { meanAndVariance } from '../../core/math/mean.ts';
import { readParquet, writeParquet } from '../../store/parquet.ts';
import type { GenerationRecord } from './generation-store.ts';
import type { Measured } from './tables.ts';

/** One image in one generation of one loop. */
export interface LoopItemRow {
  readonly arm: string;
  readonly runSeed: number;
  readonly generation: number;
  /** `trained`: the generation's set has it; `measured`: its model drew it and the metrics are of it. */
  readonly use: 'trained' | 'measured';
  /** The generation whose model drew it; null for a real one. */
  readonly sourceGeneration: number | null;
  /** Its number among the real ones, or among those of its source. */
  readonly item: number;
  /** What it was drawn with, as itemSeed has it; null for a real one. */
  readonly seed: string | null;
  /** SHA-256 of the image. */
  readonly image: string;
  readonly caption: string | null;
  readonly prompt: string | null;
}

export function writeLoopItems(file: string, rows: readonly LoopItemRow[]): Promise<void> {
  return writeParquet(
    file,
    [
      { name: 'arm', type: VARCHAR, value: ({ arm }) => arm },
      { name: 'run_seed', type: VARCHAR, value: ({ runSeed }) => String(runSeed) },
      { name: 'generation', type: INTEGER, value: ({ generation }) => generation },
      { name: 'use', type: VARCHAR, value: ({ use }) => use },
      { name: 'source_generation', type: INTEGER, value: ({ sourceGeneration }) => sourceGeneration },
      { name: 'item', type: INTEGER, value: ({ item }) => item },
      { name: 'seed', type: VARCHAR, value: ({ seed }) => seed },
      { name: 'image', type: VARCHAR, value: ({ image }) => image },
      { name: 'caption', type: VARCHAR, value: ({ caption }) => caption },
      { name: 'prompt', type: VARCHAR, value: ({ prompt }) => prompt },
    ],
    rows,
  );
}

interface StoredItem extends Omit<LoopItemRow, 'runSeed' | 'sourceGeneration'> {
  readonly run_seed: string;
  readonly source_generation: number | null;
}

export async function readLoopItems(file: string): Promise<LoopItemRow[]> {
  const rows = await readParquet<StoredItem>(file);
  return rows.map(({ run_seed, source_generation: sourceGeneration, ...row }) => ({
    ...row,
    runSeed: Number(run_seed),
    sourceGeneration,
  }));
}

/** What one loop of an arm measured, by generation. */
export interface MeasuredChain {
  readonly arm: string;
  readonly records: readonly Pick<GenerationRecord, 'measured'>[];
}

/**
 * Means over the loops of each arm, which differ by their seed. The standard error is that of the mean over loops; of a
 * single loop, the one its engine gives over images.
 */
export function meansOf(chains: readonly MeasuredChain[]): Measured[] {
  return [...Map.groupBy(chains, ({ arm }) => arm)].flatMap(([arm, loops]) =>
    loops[0]!.records.flatMap(({ measured }, generation) =>
      measured.map(({ metric, standardError }, place) => {
        const values = loops.map(({ records }) => records[generation]!.measured[place]!.measured);
        const { mean, variance } = meanAndVariance(values);
        const spread = Math.sqrt(variance / values.length);
        return { arm, generation, metric, measured: mean, standardError: values.length === 1 ? standardError : spread };
      }),
    ),
  );
}
