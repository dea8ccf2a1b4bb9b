import { type Month, startOfMonth } from '../core/month.ts';

export interface TagWindow {
  /** First and last month, both in. */
  readonly from: Month;
  readonly to: Month;
  /** Artists who uploaded before it are seniors. */
  readonly cutoff: Month;
}

/** Cuts `uploads` to the parameters `fromMs` and `endMs` of `bounds`. */
export const IN_WINDOW =
  'uploads.month >= epoch_ms($fromMs::BIGINT)::DATE AND uploads.month < epoch_ms($endMs::BIGINT)::DATE';

/** The cohort of every artist, by the parameter `cutoffMs` of `bounds`. */
export const COHORTS = `
  SELECT
    site,
    artist_id,
    CASE WHEN min(published_at) < epoch_ms($cutoffMs::BIGINT) THEN 'senior' ELSE 'junior' END AS cohort
  FROM uploads
  GROUP BY site, artist_id`;

/** The window as parameters of a query, in milliseconds since 1970-01-01 UTC. */
export function bounds({ from, to, cutoff }: TagWindow) {
  return { fromMs: startOfMonth(from), endMs: startOfMonth(to + 1), cutoffMs: startOfMonth(cutoff) };
}
