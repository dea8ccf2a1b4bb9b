import type { NamedWorld } from '../analysis/simulation/artefacts.ts';
import { summarize, type TrialSummary } from '../analysis/simulation/summary.ts';
import { runTrial, type Trial } from '../analysis/simulation/trial.ts';
import type { Progress } from '../core/progress.ts';
import { createRng } from '../core/rng.ts';

export interface SimulateOptions {
  readonly worlds: readonly NamedWorld[];
  /** Worlds of each kind. */
  readonly runs: number;
  /** Bootstrap draws in each. */
  readonly draws: number;
  /** Run i of a world is seeded with this seed, the world's name and i. */
  readonly seed: number | string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Simulates worlds again and again and says what the analysis made of them. The same options give the same result. */
export async function simulateWorlds(options: SimulateOptions): Promise<TrialSummary[]> {
  const { worlds, runs, draws, seed, progress, signal } = options;
  const summaries: TrialSummary[] = [];
  for (const named of worlds) {
    const trials: Trial[] = [];
    progress.start(named.name, runs);
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      const trial = runTrial(named, draws, createRng(seed).fork(named.name).fork(run));
      if (trial !== null) trials.push(trial);
      progress.advance(named.name, 1);
      await new Promise((resume) => setImmediate(resume)); // a run takes about a second: let Ctrl-C through
    }
    progress.end(named.name);
    summaries.push(summarize(named.name, trials));
  }
  return summaries;
}
