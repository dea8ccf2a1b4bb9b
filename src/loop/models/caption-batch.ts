/** Images and a caption of each. */
export interface CaptionedImages {
  /** [n, channels·size·size]. */
  readonly images: Float32Array<ArrayBuffer>;
  /** Ids [n, length], as the tokenizer encodes them: start, words, end, padding. */
  readonly captions: Int32Array;
}

/** What ids captions are made of. */
interface CaptionForm {
  readonly vocabulary: number;
  readonly length: number;
}

/** @throws RangeError if there is no whole caption for each of `count` images, or an id is outside the vocabulary */
export function requireCaptions(captions: Int32Array, count: number, { length, vocabulary }: CaptionForm): void {
  if (captions.length !== count * length) {
    throw new RangeError(`expected ${count} captions of ${length} ids, got ${captions.length} ids`);
  }
  const wrong = captions.find((id) => !(id >= 0 && id < vocabulary));
  if (wrong !== undefined) throw new RangeError(`expected ids in [0, ${vocabulary}), got ${wrong}`);
}

/** Columns `from` to `to` (exclusive) of some captions, [indices, to − from]. captions [n, length]. */
export function captionColumns(
  captions: Int32Array,
  length: number,
  indices: Int32Array,
  { from, to }: { readonly from: number; readonly to: number },
): Int32Array {
  const ids = new Int32Array(indices.length * (to - from));
  for (const [row, index] of indices.entries()) {
    ids.set(captions.subarray(index * length + from, index * length + to), row * (to - from));
  }
  return ids;
}
