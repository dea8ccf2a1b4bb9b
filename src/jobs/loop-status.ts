import { join } from 'node:path';
import { parsePlan } from '../loop/plan.ts';
import { readJson, readWhole } from '../loop/runs/files.ts';
import { listRuns, RunFolder } from '../loop/runs/folder.ts';
import { readLog } from '../loop/runs/log.ts';
import { manifestSchema } from '../loop/runs/manifest.ts';

export interface LoopStatus {
  readonly runId: string;
  readonly kind: string;
  readonly model: string;
  readonly arms: number;
  readonly generations: number;
  readonly state: 'complete' | 'unfinished';
  /** Replications committed, and those of the whole run. */
  readonly done: number;
  readonly total: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly begunAt: number | null;
  readonly lastAt: number | null;
}

/**
 * How far the runs of a data folder are, by what lies in their folders; needs no store, so it may be asked while one runs.
 *
 * @param runId only this one
 * @throws UsageError if there is no such run
 */
export async function loopStatus(dataDir: string, runId?: string): Promise<LoopStatus[]> {
  const ids = runId === undefined ? await listRuns(dataDir) : [runId];
  const found = await Promise.all(
    ids.map(async (id) => {
      const folder = new RunFolder(dataDir, id);
      const state = await folder.state();
      // A folder that was killed before its manifest was written is listed by nobody.
      if (state === 'absent' && runId === undefined) return [];
      return [await statusOf(await folder.current(), state === 'complete' ? 'complete' : 'unfinished')];
    }),
  );
  return found.flat();
}

async function statusOf(folder: string, state: LoopStatus['state']): Promise<LoopStatus> {
  const manifest = await readJson(join(folder, 'manifest.json'), manifestSchema);
  const planFile = join(folder, 'plan.toml');
  const plan = parsePlan((await readWhole(planFile)).toString('utf8'), planFile);
  const replications = plan.kind === 'theory' ? plan.replications : plan.seeds.length;
  const log = await readLog(folder);
  const last = log.at(-1);
  return {
    runId: manifest.runId,
    kind: manifest.kind,
    model: manifest.model,
    arms: manifest.arms.length,
    generations: Math.max(...manifest.arms.map(({ sets }) => sets.length - 1)),
    state,
    done: last?.done ?? 0,
    total: replications * manifest.arms.length,
    begunAt: log[0]?.at ?? null,
    lastAt: last?.at ?? null,
  };
}
