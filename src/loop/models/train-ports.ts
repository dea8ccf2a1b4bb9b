import type { Clock } from '../../core/clock.ts';
import type { Progress } from '../../core/progress.ts';

/** What a training needs of the world around it. */
export interface TrainPorts {
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Most memory that this process has had at a time. */
  readonly peakMemoryBytes: () => number;
}
