import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoopMetric } from '../../core/loop-tables.ts';
import { Checkpoint } from './checkpoint.ts';
import { jsonText, readJson, writeWhole } from './files.ts';
import type { RunFolder } from './folder.ts';
import { type Ledger, ledgerSchema, type Score, scoreRun, scoreSchema } from './ledger.ts';
import { type LogLine, RunLog, readLog } from './log.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { beginRun, isSameBeginning, type PreparedRun } from './prepare.ts';
import { type ItemsRow, itemsRows, readItems, readMetrics, writeItems, writeMetrics } from './tables.ts';
import { measuredIn, type RunPorts, replicationsIn, runTheory, type TheoryState } from './theory-run.ts';

const CHECKPOINT = 'checkpoint';

/** A complete run, as read from its folder. */
export interface LoopRun {
  readonly runId: string;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly ledger: Ledger;
  readonly items: readonly ItemsRow[];
  readonly metrics: readonly LoopMetric[];
  readonly scores: readonly Score[];
  readonly log: readonly LogLine[];
}

/**
 * Runs a prepared plan, from its beginning or from its last commit, to its end. A run that is complete is left as it is.
 * Killed at any moment and run again, it ends with the same bytes as if it had never been killed; only log.jsonl differs.
 *
 * @param onBegun called once predictions are on disk and nothing has been drawn yet, also when an unfinished run goes on
 * @returns whether it was complete before
 * @throws the signal's reason if aborted; what was done is committed
 */
export async function completeRun(
  prepared: PreparedRun,
  ports: RunPorts,
  onBegun: () => Promise<void> = async () => {},
): Promise<{ readonly wasComplete: boolean }> {
  const { folder, work, ledger } = prepared;
  const state = await folder.state();
  if (state === 'complete') {
    await removeCheckpoint(folder.path);
    return { wasComplete: true };
  }
  const isContinued = state === 'unfinished' && (await isSameBeginning(prepared));
  if (!isContinued) await beginRun(prepared);
  await onBegun();

  const log = new RunLog(folder.workPath, ports.clock);
  const checkpoint = new Checkpoint<TheoryState>(join(folder.workPath, CHECKPOINT));
  const before = (await checkpoint.read()) ?? [];
  await log.add(isContinued ? 'resumed' : 'begun', replicationsIn(before));
  const commit = async (done: TheoryState) => {
    await checkpoint.commit(done);
    await log.add('committed', replicationsIn(done));
  };
  const done = await runTheory(work, before, commit, ports);

  const predicted = new Map(ledger.metrics.map((row) => [keyOf(row), row.predicted]));
  const rows = measuredIn(work, done).map((row) => ({ ...row, predicted: predicted.get(keyOf(row)) ?? null }));
  const at = (name: string) => join(folder.workPath, name);
  await writeItems(at('items.parquet'), itemsRows(work.arms));
  await writeMetrics(at('metrics.parquet'), rows);
  await writeWhole(at('score.json'), jsonText(scoreRun(rows)));
  await log.add('finished', replicationsIn(done));
  await folder.complete();
  await removeCheckpoint(folder.path);
  return { wasComplete: false };
}

/** @throws InputError if a file of the run is not what was written */
export async function readRun(folder: RunFolder): Promise<LoopRun> {
  const at = (name: string) => join(folder.path, name);
  return {
    runId: folder.runId,
    directory: folder.path,
    manifest: await readJson(at('manifest.json'), manifestSchema),
    ledger: await readJson(at('predictions.json'), ledgerSchema),
    items: await readItems(at('items.parquet')),
    metrics: await readMetrics(at('metrics.parquet')),
    scores: await readJson(at('score.json'), scoreSchema),
    log: await readLog(folder.path),
  };
}

async function removeCheckpoint(path: string): Promise<void> {
  await rm(join(path, CHECKPOINT), { force: true });
}

function keyOf({ arm, generation, metric }: { arm: string; generation: number; metric: string }): string {
  return JSON.stringify([arm, generation, metric]);
}
