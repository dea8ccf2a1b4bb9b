import { Matrix, SVD } from 'ml-matrix';
import { type Float64Matrix, rowOf, transpose } from './feature-matrix.ts';
import type { Matmul } from './matmul.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

/** Up to this many rows or columns a singular value decomposition is fast enough. */
const SMALL = 320;

/**
 * Sum of the singular values. Of matrices with more than 320 rows and columns they are taken as roots of the eigenvalues
 * of G·Gᵀ, where a singular value below 1e-8 of the largest is rounding.
 *
 * @param g n × m
 */
export async function nuclearNorm(g: Float64Matrix, matmul: Matmul): Promise<number> {
  const flat = g.rows <= g.columns ? g : transpose(g);
  if (flat.rows > SMALL) return sumOfRoots(await symmetricEigenvalues(await matmul(flat, transpose(flat)), matmul));
  const tall = transpose(flat);
  const rows = Array.from({ length: tall.rows }, (_, i) => rowOf(tall, i));
  const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false };
  return new SVD(new Matrix(rows), options).diagonal.reduce((sum, value) => sum + value, 0);
}

/** Σ √λ over eigenvalues that rounding may have made negative. */
export function sumOfRoots(eigenvalues: Float64Array): number {
  return eigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
}
