import type { IndexedActivity } from '../spans.ts';

/** How long artists stayed, as far as it can be known. */
export interface Exits {
  /** Artist indices that have a duration; length n. */
  readonly artists: Uint32Array;
  /** Month of the first visible upload; length n. */
  readonly entryMonth: Int32Array;
  /** Months from the first upload's to the last one's, or to the last that can show an exit, both counted: ≥ 1. Length n. */
  readonly time: Int32Array;
  /** 1 where the artist has left, 0 where that is not known yet; length n. */
  readonly event: Uint8Array;
  readonly dropped: {
    /** Their visible history is not stored whole, so silence may be a gap of ours. */
    readonly incomplete: number;
    /** No upload, or too late a first one for an exit to show. */
    readonly tooRecent: number;
  };
}

/**
 * Durations of activity: an artist has left after the last upload if at least `silence` months without one follow.
 * The last `silence` months of what is known of an artist cannot show an exit, so everyone is censored before them.
 *
 * @param artists artist indices
 * @param silence months, ≥ 1. @default 6
 * @throws RangeError if `silence` is not a whole number ≥ 1
 */
export function exitsOf(activity: IndexedActivity, artists: Uint32Array, silence = 6): Exits {
  if (!(Number.isSafeInteger(silence) && silence >= 1)) {
    throw new RangeError(`silence must be a whole number of months >= 1, got ${silence}`);
  }
  const found: { artist: number; entry: number; time: number; event: number }[] = [];
  const dropped = { incomplete: 0, tooRecent: 0 };
  for (const artist of artists) {
    if (activity.isComplete[artist] === 0) {
      dropped.incomplete++;
      continue;
    }
    const from = activity.start[artist]!;
    const to = activity.start[artist + 1]!;
    const horizon = activity.lastFullMonth[artist]! - silence;
    if (from === to || activity.month[from]! > horizon) {
      dropped.tooRecent++;
      continue;
    }
    const entry = activity.month[from]!;
    const last = activity.month[to - 1]!;
    found.push({ artist, entry, time: Math.min(last, horizon) - entry + 1, event: last <= horizon ? 1 : 0 });
  }
  return {
    artists: Uint32Array.from(found, ({ artist }) => artist),
    entryMonth: Int32Array.from(found, ({ entry }) => entry),
    time: Int32Array.from(found, ({ time }) => time),
    event: Uint8Array.from(found, ({ event }) => event),
    dropped,
  };
}
