import type { Rng } from '../../core/rng.ts';

const LONGEST_MS = 10 * 60_000;

/**
 * How long to wait before try number `attempt + 2`: full jitter, uniform on [0, min(10 min, base · 2^attempt)].
 *
 * Brooker, M. (2015). Exponential backoff and jitter. AWS Architecture Blog.
 *
 * @param attempt tries that failed before this one, from 0
 */
export function backoffMs(baseMs: number, attempt: number, rng: Rng): number {
  return rng.uniform() * Math.min(LONGEST_MS, baseMs * 2 ** attempt);
}
