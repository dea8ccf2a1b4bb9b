export interface Attractor {
  /** By step t = 1..T: share of items whose caption is one of the `memory` before it. */
  readonly repeatShare: Float64Array;
  /** By step t = 1..T: of the items that had never repeated a caption, the share that does so now; NaN where none is left. */
  readonly hazard: Float64Array;
  /** Of each item: the first step at which it repeats a caption; null if it never does. */
  readonly absorbedAt: readonly (number | null)[];
}

/**
 * Fixed points and cycles of a relay: captions that come back, word for word, after at most `memory` steps. With
 * deterministic models such an item repeats for ever; with sampling it may leave again, so both shares are given.
 *
 * @param captions of each item, those of t = 0, 1, …, T; all of one length T + 1 >= 2
 * @param memory longest cycle that is seen. @default 5
 * @throws RangeError if there is no item, no step, or chains differ in length
 */
export function attractor(captions: readonly (readonly string[])[], memory = 5): Attractor {
  const steps = (captions[0]?.length ?? 0) - 1;
  if (steps < 1) throw new RangeError('expected captions at t = 0 and at least one later step of at least one item');
  const uneven = captions.findIndex((chain) => chain.length !== steps + 1);
  if (uneven >= 0) {
    throw new RangeError(`item ${uneven} must have ${steps + 1} captions, got ${captions[uneven]!.length}`);
  }
  const repeatShare = new Float64Array(steps);
  const hazard = new Float64Array(steps);
  const absorbedAt: (number | null)[] = captions.map(() => null);
  for (let t = 1; t <= steps; t++) {
    const atRisk = absorbedAt.filter((at) => at === null).length;
    let [repeats, absorbed] = [0, 0];
    captions.forEach((chain, i) => {
      if (!chain.slice(Math.max(0, t - memory), t).includes(chain[t]!)) return;
      repeats += 1;
      if (absorbedAt[i] !== null) return;
      absorbedAt[i] = t;
      absorbed += 1;
    });
    repeatShare[t - 1] = repeats / captions.length;
    hazard[t - 1] = absorbed / atRisk;
  }
  return { repeatShare, hazard, absorbedAt };
}
