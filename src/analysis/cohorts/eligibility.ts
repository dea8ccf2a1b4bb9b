import type { Month } from '../../core/month.ts';
import type { IndexedActivity } from '../spans.ts';

/** Does an artist belong to a sample, judged by what could be known at the end of a month? */
export type AsOfEligibility = (artist: number, to: Month) => boolean;

/**
 * Artists with at least so many uploads by the end of a month. A threshold on what artists had when they were crawled
 * favours those who came early: it has to be met anew by each window's own end, or juniors of the last window look fewer
 * than those of the placebos only because they had less time.
 *
 * @param leastUploads 0 or 1 takes everybody
 */
export function eligibleByUploads(activity: IndexedActivity, leastUploads: number): AsOfEligibility {
  if (leastUploads <= 1) return () => true;
  return (artist, to) => {
    let uploads = 0;
    for (let row = activity.start[artist]!; row < activity.start[artist + 1]! && activity.month[row]! <= to; row++) {
      uploads += activity.uploads[row]!;
      if (uploads >= leastUploads) return true;
    }
    return false;
  };
}
