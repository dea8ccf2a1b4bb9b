import { meanOf } from '../../core/math/mean.ts';
import { requireSeries, type StepSeries } from './step-series.ts';
import { type Equivalence, pairedTost } from './tost.ts';

export interface FloorOptions {
  /** Steps averaged at the end, w. @default 10 */
  readonly window?: number;
  /** δ, in the units of the series. @default 0.01 */
  readonly margin?: number;
}

/**
 * Whether a series has come down to what unrelated pairs show: each item's mean over the last w steps less its floor, by two
 * one-sided tests at 5 %. At the floor, nothing of the origin is left; above it, convergence kept something.
 *
 * @param series n >= 2 items, T >= w steps
 * @param floors of each item, its mean similarity to the origins of the others (unrelatedCosines), length n
 * @throws RangeError if there are not as many floors as items
 */
export function levelAtFloor(
  series: StepSeries,
  floors: Float64Array,
  { window = 10, margin = 0.01 }: FloorOptions = {},
): Equivalence {
  requireSeries(series, 2, window);
  const { rows, columns, values } = series.values;
  if (floors.length !== rows) throw new RangeError(`expected a floor of each of ${rows} items, got ${floors.length}`);
  const differences = floors.map((floor, i) => {
    return meanOf(values.subarray((i + 1) * columns - window, (i + 1) * columns)) - floor;
  });
  return pairedTost(differences, margin);
}
