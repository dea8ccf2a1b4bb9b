import type { Additions } from '../policies.ts';
import { wholeCounts } from '../whole-counts.ts';
import type { Flow } from './flows.ts';

/**
 * Flow share as mix share (mapping M1): each generation sees `size` new items, of which the share uploaded as generated
 * in its months is synthetic and the rest real.
 *
 * @param size items of every generation, a whole number
 * @returns one entry a flow; real + synthetic = size in each
 * @example flowAdditions([flow with share 0.2], 100) // => [{ real: 80, synthetic: 20 }]
 */
export function flowAdditions(flows: readonly Flow[], size: number): Additions[] {
  const synthetic = wholeCounts(flows.map((flow) => flow.share * size));
  return synthetic.map((count) => ({ real: size - count, synthetic: count }));
}
