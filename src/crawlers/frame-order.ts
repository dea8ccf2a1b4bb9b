import type { Artist } from '../core/records.ts';

/** Place of the first row that has more followers than the row before it; -1 where none has. */
export function firstRise(artists: readonly Artist[]): number {
  return artists.findIndex(({ followers }, index) => index > 0 && followers! > artists[index - 1]!.followers!);
}
