import { createRng } from '../../../../src/core/rng.ts';
import type { FeatureMatrix, Float64Matrix } from '../../../../src/loop/metrics/feature-matrix.ts';

/** Independent normal features, the same for the same seed. */
export function randomFeatures(rows: number, columns: number, seed: string, spread = 1, centre = 0): Float64Matrix {
  const rng = createRng(seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => centre + spread * rng.normal()) };
}

export function inSinglePrecision(features: FeatureMatrix): FeatureMatrix<Float32Array> {
  return { ...features, values: Float32Array.from(features.values) };
}
