import { createRng } from '../../../../src/core/rng.ts';
import type { StepSeries } from '../../../../src/loop/metrics/step-series.ts';

/** A curve over t = 1..T that 270 items follow, each with its own level (sd 0.08) and noise at every step (sd 0.05). */
export function plantedSeries(curve: (t: number) => number, seed: string, steps = 100): StepSeries {
  const rng = createRng(seed);
  const items = 270;
  const values = new Float64Array(items * steps);
  for (let i = 0; i < items; i++) {
    const level = 0.08 * rng.normal();
    for (let t = 1; t <= steps; t++) values[i * steps + t - 1] = curve(t) + level + 0.05 * rng.normal();
  }
  return { firstStep: 1, values: { rows: items, columns: steps, values } };
}

export const exponentialCurve = (t: number) => 0.4 + 0.6 * Math.exp(-t / 15);
export const hingeCurve = (t: number) => 1 - 0.01 * Math.min(t, 66);
