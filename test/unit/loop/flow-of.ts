import type { Flow } from '../../../src/loop/schedules/flows.ts';

/** One-month flows from pairs of uploads and share. */
export function flowsOf(...pairs: readonly (readonly [uploads: number, share: number])[]): Flow[] {
  return pairs.map(([uploads, share], index) => ({
    generation: index + 1,
    from: 612 + index,
    to: 612 + index,
    uploads,
    generated: uploads * share,
    share,
  }));
}
