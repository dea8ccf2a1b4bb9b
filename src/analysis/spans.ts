import type { Activity } from '../core/activity.ts';
import type { Month } from '../core/month.ts';

/** Activity with the place of each artist's rows. */
export interface IndexedActivity extends Activity {
  /** Length artists + 1: the rows of artist a are `start[a]` to `start[a + 1] - 1`. */
  readonly start: Uint32Array;
}

/** An artist's months with uploads before some month: first, last, and their rows in the activity table. */
export interface ActiveSpan {
  readonly first: Month;
  readonly last: Month;
  /** Rows `start` to `end - 1`. */
  readonly start: number;
  readonly end: number;
}

/** Finds the rows of each artist, once for everything that asks for them. */
export function indexActivity(activity: Activity): IndexedActivity {
  return { ...activity, start: rowStarts(activity) };
}

function rowStarts(activity: Activity): Uint32Array {
  const starts = new Uint32Array(activity.artistSite.length + 1);
  for (const artist of activity.artist) starts[artist + 1] = starts[artist + 1]! + 1;
  for (let artist = 0; artist < activity.artistSite.length; artist++) {
    starts[artist + 1] = starts[artist + 1]! + starts[artist]!;
  }
  return starts;
}

/** Did the artist upload in any month from `from` to `to`, both in? */
export function isActiveWithin(activity: IndexedActivity, artist: number, from: Month, to: Month): boolean {
  for (let row = activity.start[artist]!; row < activity.start[artist + 1]!; row++) {
    if (activity.month[row]! >= from && activity.month[row]! <= to) return true;
  }
  return false;
}

/**
 * The active spans of artists as they stood just before a month.
 *
 * @returns one span an artist who had uploaded by then, in the order of `artists`
 */
export function activeSpans(
  { start: starts, month }: IndexedActivity,
  artists: Uint32Array,
  before: Month,
): ActiveSpan[] {
  const spans: ActiveSpan[] = [];
  for (const artist of artists) {
    const start = starts[artist]!;
    let end = start;
    while (end < starts[artist + 1]! && month[end]! < before) end++;
    if (end > start) spans.push({ first: month[start]!, last: month[end - 1]!, start, end });
  }
  return spans;
}
