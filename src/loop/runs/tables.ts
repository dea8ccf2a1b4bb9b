import { DOUBLE, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { LoopItems, LoopMetric } from '../../core/loop-tables.ts';
import { METRIC_COLUMNS } from '../../store/loop-results.ts';
import { readParquet, writeParquet } from '../../store/parquet.ts';
import type { Arm } from '../arms.ts';
import { type Batch, setSize } from '../policies.ts';

/** One measured value, a mean with its standard error, before it stands beside what theory said. */
export type Measured = Omit<LoopMetric, 'predicted'>;

/** Items of one training set that came into being together. */
export interface ItemsRow extends LoopItems {
  /** The first generation trained on them. */
  readonly enteredAt: number;
  readonly shareOfSet: number;
}

export function writeMetrics(file: string, rows: readonly LoopMetric[]): Promise<void> {
  return writeParquet(file, METRIC_COLUMNS, rows);
}

export async function readMetrics(file: string): Promise<LoopMetric[]> {
  const rows = await readParquet<Omit<LoopMetric, 'standardError'> & { readonly standard_error: number }>(file);
  return rows.map(({ standard_error: standardError, ...row }) => ({ ...row, standardError }));
}

export function writeItems(file: string, rows: readonly ItemsRow[]): Promise<void> {
  return writeParquet(
    file,
    [
      { name: 'arm', type: VARCHAR, value: ({ arm }) => arm },
      { name: 'generation', type: INTEGER, value: ({ generation }) => generation },
      { name: 'source_generation', type: INTEGER, value: ({ sourceGeneration }) => sourceGeneration },
      { name: 'entered_at', type: INTEGER, value: ({ enteredAt }) => enteredAt },
      { name: 'items', type: INTEGER, value: ({ items }) => items },
      { name: 'share_of_set', type: DOUBLE, value: ({ shareOfSet }) => shareOfSet },
    ],
    rows,
  );
}

/** What every training set of some arms consists of, in the order of arms, generations and batches. */
export function itemsRows(arms: readonly Pick<Arm, 'name' | 'sets'>[]): ItemsRow[] {
  return arms.flatMap(({ name, sets }) =>
    sets.flatMap((set) =>
      set.batches.map(({ source, enteredAt, items }: Batch) => ({
        arm: name,
        generation: set.generation,
        sourceGeneration: source === 'real' ? null : source,
        enteredAt,
        items,
        shareOfSet: items / setSize(set),
      })),
    ),
  );
}

interface StoredItems {
  readonly arm: string;
  readonly generation: number;
  readonly source_generation: number | null;
  readonly entered_at: number;
  readonly items: number;
  readonly share_of_set: number;
}

export async function readItems(file: string): Promise<ItemsRow[]> {
  const rows = await readParquet<StoredItems>(file);
  return rows.map((row) => ({
    arm: row.arm,
    generation: row.generation,
    sourceGeneration: row.source_generation,
    enteredAt: row.entered_at,
    items: row.items,
    shareOfSet: row.share_of_set,
  }));
}
