/** The beginning of a text. */
export interface Prefix {
  /** What the text is about: the place of an image among others. */
  readonly item: number;
  /** Ids from the start on. */
  readonly tokens: readonly number[];
}

/**
 * What may come next: for each prefix the log-probability of every id, in the prefixes' order. This is all that decoding
 * knows of a model.
 */
export type NextWord = (prefixes: readonly Prefix[]) => Promise<readonly Float32Array[]>;

export interface BeamOptions {
  /** How many texts are looked for, for items 0 to items − 1. */
  readonly items: number;
  /** Id that every text begins with. */
  readonly start: number;
  /** Id that ends a text. */
  readonly end: number;
  /** Most ids of a text, start and end among them; a text that comes this far without an end is cut. */
  readonly length: number;
  /** Prefixes of a text that are followed at a time; with 1 the search is greedy: always the most probable next word. */
  readonly width: number;
  /** Power of the length by which a text's log-probability is divided: 0 favours short texts, 1 takes the mean. */
  readonly lengthPower: number;
}

/** A text that was found. */
export interface DecodedText {
  /** Ids with the start, and with the end if it was said. */
  readonly tokens: readonly number[];
  /** Sum over all ids after the start. */
  readonly logProbability: number;
}

/**
 * Follows the `width` most probable prefixes of each text, word by word; of equal ones those with the lower ids. A prefix
 * that ends leaves the beam. The text found is that of the greatest log-probability divided by its number of ids after the
 * start to the power `lengthPower`; the search goes on until no prefix of the beam can come to more.
 *
 * Sutskever, I., Vinyals, O. & Le, Q. V. (2014). Sequence to sequence learning with neural networks. NeurIPS. Wu, Y. et al.
 * (2016). Google's neural machine translation system. arXiv:1609.08144, section 7, divides by ((5 + length) / 6)^α; here it
 * is the plain power.
 *
 * @returns a text for each item
 * @throws RangeError if the width is not a whole number >= 1, the power is negative or there is no room for a word
 */
export async function beamSearch(nextWord: NextWord, options: BeamOptions): Promise<DecodedText[]> {
  requireOptions(options);
  const { items, start, length } = options;
  const beams: Beam[] = Array.from({ length: items }, (_, item) => ({
    live: [{ item, tokens: [start], logProbability: 0 }],
    best: undefined,
  }));
  for (let taken = 1; taken < length; taken++) {
    const prefixes = beams.flatMap(({ live }) => live);
    if (prefixes.length === 0) break;
    const rows = await nextWord(prefixes);
    const next = new Map(prefixes.map((prefix, place) => [prefix, rows[place]!]));
    for (const beam of beams) advance(beam, (hypothesis) => next.get(hypothesis)!, options);
  }
  return beams.map(({ best }) => ({ tokens: best!.tokens, logProbability: best!.logProbability }));
}

type Hypothesis = Prefix & DecodedText;

/** The search for one text. */
interface Beam {
  /** Prefixes without an end, the most probable first. */
  live: readonly Hypothesis[];
  /** Of all that are at an end. */
  best: Hypothesis | undefined;
}

function advance(beam: Beam, next: (hypothesis: Hypothesis) => Float32Array, options: BeamOptions): void {
  const { end, length, width, lengthPower } = options;
  const longer = beam.live.flatMap((hypothesis) => {
    const row = next(hypothesis);
    return mostProbable(row, width).map((id) => ({
      item: hypothesis.item,
      tokens: [...hypothesis.tokens, id],
      logProbability: hypothesis.logProbability + row[id]!,
    }));
  });
  const kept = longer.sort((a, b) => b.logProbability - a.logProbability).slice(0, width);
  const isOver = ({ tokens }: Hypothesis) => tokens.at(-1) === end || tokens.length === length;
  const score = ({ tokens, logProbability }: Hypothesis) => logProbability / (tokens.length - 1) ** lengthPower;
  for (const hypothesis of kept.filter(isOver)) {
    if (beam.best === undefined || score(hypothesis) > score(beam.best)) beam.best = hypothesis;
  }
  // No prefix can come to more than if all that follows were certain, to the greatest length.
  const { best } = beam;
  const bound = ({ logProbability }: Hypothesis) => logProbability / (length - 1) ** lengthPower;
  beam.live = kept.filter(
    (hypothesis) => !isOver(hypothesis) && (best === undefined || bound(hypothesis) > score(best)),
  );
}

/** The ids of the greatest values, the greatest first; of equal ones the lowest id first. */
function mostProbable(row: Float32Array, count: number): number[] {
  const found: number[] = [];
  for (let id = 0; id < row.length; id++) {
    const isFull = found.length === count;
    if (isFull && !(row[id]! > row[found.at(-1)!]!)) continue;
    if (isFull) found.pop();
    let place = found.length;
    while (place > 0 && row[found[place - 1]!]! < row[id]!) place--;
    found.splice(place, 0, id);
  }
  return found;
}

function requireOptions({ length, width, lengthPower }: BeamOptions): void {
  if (!(Number.isSafeInteger(length) && length >= 2)) {
    throw new RangeError(`length must be a whole number >= 2, got ${length}`);
  }
  if (!(Number.isSafeInteger(width) && width >= 1))
    throw new RangeError(`width must be a whole number >= 1, got ${width}`);
  if (!(lengthPower >= 0)) throw new RangeError(`lengthPower must be a number >= 0, got ${lengthPower}`);
}
