import { cellLayout, type ResampledCells } from '../../src/analysis/cohorts/cells.ts';
import { type AsOfEligibility, eligibleByUploads } from '../../src/analysis/cohorts/eligibility.ts';
import { resample } from '../../src/analysis/cohorts/resample.ts';
import { artistsOf } from '../../src/analysis/cohorts/seniority.ts';
import { type CohortWindow, slopeWindows } from '../../src/analysis/cohorts/windows.ts';
import { type IndexedActivity, indexActivity } from '../../src/analysis/spans.ts';
import type { Activity } from '../../src/core/activity.ts';
import { type Month, monthFromInstant } from '../../src/core/month.ts';
import { createRng } from '../../src/core/rng.ts';

export interface Resampled {
  readonly activity: IndexedActivity;
  readonly artists: Uint32Array;
  readonly isEligible: AsOfEligibility;
  readonly cells: ResampledCells;
}

/** The cells of one site, or of all artists as one. */
export function resampled(
  activity: Activity,
  shown: CohortWindow,
  options: {
    site?: number;
    placebos?: readonly Month[];
    draws?: number;
    seed?: number | string;
    leastUploads?: number;
  } = {},
): Resampled {
  const { site = null, placebos = [], draws = 20, seed = 1, leastUploads = 0 } = options;
  const indexed = indexActivity(activity);
  const artists = artistsOf(activity, site);
  const isEligible = eligibleByUploads(indexed, leastUploads);
  const first = monthFromInstant(Math.min(...activity.firstUploadAt));
  const layout = cellLayout(shown, slopeWindows(shown.cutoff, shown.to, placebos, first));
  return {
    activity: indexed,
    artists,
    isEligible,
    cells: resample(indexed, artists, layout, isEligible, draws, createRng(seed)),
  };
}
