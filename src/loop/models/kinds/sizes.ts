/** Colours of an image. */
export const CHANNELS = 3;

const MOST_GROUPS = 8;

/** Into how many groups channels are normalised: as many as divide every width, at most eight. */
export function groupsOf(widths: readonly number[]): number {
  for (let groups = MOST_GROUPS; groups > 1; groups--) {
    if (widths.every((width) => width % groups === 0)) return groups;
  }
  return 1;
}
