import { type Clock, systemClock } from '../../src/core/clock.ts';
import { type Progress, silentProgress } from '../../src/core/progress.ts';
import { trainFromPlan } from '../../src/jobs/train.ts';
import { emptyFolder } from './cli.ts';

export interface Changes {
  readonly dataDir?: string;
  readonly images?: string;
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  readonly clock?: Clock;
}

/** Trains a plan on a folder of images, in an empty data directory and without a word. */
export function trainOn(images: string, text: string, changes: Changes = {}) {
  return trainFromPlan({
    plan: { name: 'plan.toml', text },
    images,
    dataDir: emptyFolder(),
    gitCommit: 'test',
    clock: systemClock,
    progress: silentProgress,
    signal: new AbortController().signal,
    peakMemoryBytes: () => 1e6,
    ...changes,
  });
}

/** Aborts once a step beyond this is told of. */
export function abortAfter(step: number): { signal: AbortSignal; progress: Progress } {
  const root = new AbortController();
  let done = 0;
  const advance = (task: string, by: number) => {
    if (task !== 'images') done += by;
    if (done > step) root.abort(new Error('enough'));
  };
  return { signal: root.signal, progress: { ...silentProgress, advance } };
}
