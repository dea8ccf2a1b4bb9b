import { meanOf } from '../../core/math/mean.ts';
import { wordsOf } from './tokenizer.ts';

/**
 * How well captions name what others name: for each image the harmonic mean of precision and recall of the different words
 * of a caption, in lower case, against those of the other; then the mean over images.
 *
 * van Rijsbergen, C. J. (1979). Information retrieval. Butterworths, chapter 7; F with β = 1.
 *
 * @param captions one an image, at least one
 * @param references of the same images
 * @returns in [0, 1]
 * @example wordF1(['a red cat'], ['a blue cat']) // => 2/3
 */
export function wordF1(captions: readonly string[], references: readonly string[]): number {
  return meanOf(
    captions.map((caption, place) => {
      const [said, meant] = [new Set(wordsOf(caption)), new Set(wordsOf(references[place]!))];
      const both = [...said].filter((word) => meant.has(word)).length;
      return (2 * both) / Math.max(1, said.size + meant.size);
    }),
  );
}
