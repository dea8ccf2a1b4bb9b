import type { Additions } from '../policies.ts';
import { wholeCounts } from '../whole-counts.ts';
import type { Flow } from './flows.ts';

/**
 * Human and generated works of every generation, `scale` items a work.
 *
 * @returns one entry a flow; the totals of real and of synthetic items are the scaled totals, rounded
 */
export function scaledAdditions(flows: readonly Flow[], scale: number): Additions[] {
  const real = wholeCounts(flows.map((flow) => (flow.uploads - flow.generated) * scale));
  const synthetic = wholeCounts(flows.map((flow) => flow.generated * scale));
  return real.map((count, index) => ({ real: count, synthetic: synthetic[index]! }));
}
