import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { UsageError } from '../../core/errors.ts';
import { chainItems } from './chains.ts';
import { type GenerationPorts, type GenerationWork, runGenerations } from './generation-run.ts';
import { meansOf, writeLoopItems } from './generation-tables.ts';
import { ImageStore } from './images.ts';
import { RunLog } from './log.ts';
import { beginRun, isSameBeginning } from './prepare.ts';
import type { PreparedGenerations } from './prepare-generations.ts';
import { writeMetrics } from './tables.ts';

/**
 * Runs a plan of models that work on images, from its beginning or from its last whole generation, to its end. A run that is
 * complete is left as it is. Killed at any moment and run again, it ends with the same bytes as if it had never been killed;
 * only log.jsonl differs.
 *
 * @param onBegun as in completeRun
 * @returns whether it was complete before
 * @throws UsageError if there are fewer real images than the plan takes; nothing was written
 * @throws the signal's reason if aborted; whole generations are committed
 */
export async function completeGenerations(
  prepared: PreparedGenerations,
  { clock, ...ports }: Omit<GenerationPorts, 'onOpen' | 'onCommit'> & { readonly clock: Clock },
  onBegun: () => Promise<void> = async () => {},
): Promise<{ readonly wasComplete: boolean }> {
  const { folder, work } = prepared;
  const state = await folder.state();
  if (state === 'complete') return { wasComplete: true };
  requireReal(work);
  const isContinued = state === 'unfinished' && (await isSameBeginning(prepared));
  if (!isContinued) await beginRun(prepared);
  await onBegun();

  const log = new RunLog(folder.workPath, clock);
  const at = (name: string) => join(folder.workPath, name);
  const images = new ImageStore(at('images'), work.engine.imageType);
  const loops = await runGenerations(folder.workPath, images, work, {
    ...ports,
    onOpen: (chains) => log.add(isContinued ? 'resumed' : 'begun', chains),
    onCommit: (chains) => log.add('committed', chains),
  });

  // DuckDB writes beside a file that is there, and what it writes beside would outlive a kill.
  for (const table of ['items.parquet', 'metrics.parquet']) await rm(at(table), { force: true });
  const items = loops.flatMap((loop) => loop.items);
  await writeLoopItems(at('items.parquet'), items);
  await writeMetrics(
    at('metrics.parquet'),
    meansOf(loops).map((row) => ({ ...row, predicted: null })),
  );
  const drawn = loops.flatMap(({ records }) => records.flatMap((record) => record.drawn));
  await images.keepOnly(new Set(drawn.map(({ image }) => image)));
  await log.add('finished', loops.length);
  await folder.complete();
  return { wasComplete: false };
}

function requireReal({ chains, real }: GenerationWork): void {
  const needed = Math.max(...chains.map((chain) => chainItems(chain).real));
  if (real.images.length < needed) {
    throw new UsageError(`the plan takes ${needed} real images, data.path has ${real.images.length}`);
  }
}
