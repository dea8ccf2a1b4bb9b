import { z } from 'zod';
import { parseJson } from '../../core/json.ts';

/** Ids that stand for no word of a caption; the words' ids follow them. */
export const SPECIAL = { padding: 0, start: 1, end: 2, unknown: 3 } as const;
const FIRST_WORD = Object.keys(SPECIAL).length;
const UNKNOWN_WORD = '<unknown>';

const WORD = /[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*/gu;

/** A word of a tokenizer's file is what the tokenizer itself would read as one word. */
const word = z.string().refine((text) => wordsOf(text)[0] === text, 'expected one lower-case word');
const fileSchema = z.strictObject({
  words: z.array(word).refine((words) => new Set(words).size === words.length, 'expected every word once'),
});

/**
 * Captions as ids of whole words, and back. A word is a run of letters and digits in lower case, with apostrophes inside;
 * punctuation is left out.
 *
 * @example
 * const tokenizer = tokenizerOf(['A red cat', 'a red dog, a big one'], { leastCount: 2 });
 * tokenizer.words; // => ['a', 'red']
 * [...tokenizer.encode('a red fox', 6)]; // => [1, 4, 5, 3, 2, 0]
 */
export class Tokenizer {
  /** The words that have an id, the first one 4. */
  readonly words: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  constructor(words: readonly string[]) {
    this.words = words;
    this.#ids = new Map(words.map((text, place) => [text, FIRST_WORD + place]));
  }

  /** How many ids there are, the special ones among them. */
  get size(): number {
    return FIRST_WORD + this.words.length;
  }

  /**
   * A caption as `length` ids: start, its words, end, padding. Of a longer caption the last words are cut.
   *
   * @throws RangeError if there is no room for start and end
   */
  encode(caption: string, length: number): Int32Array<ArrayBuffer> {
    if (!(Number.isSafeInteger(length) && length >= 2)) {
      throw new RangeError(`a caption takes a whole number of ids >= 2, got ${length}`);
    }
    const ids = wordsOf(caption).map((text) => this.#ids.get(text) ?? SPECIAL.unknown);
    const encoded = new Int32Array(length).fill(SPECIAL.padding);
    encoded.set([SPECIAL.start, ...ids.slice(0, length - 2), SPECIAL.end]);
    return encoded;
  }

  /**
   * The words up to the end or the first padding, with spaces between them.
   *
   * @param ids with or without the start
   * @throws RangeError if an id belongs to no word
   */
  decode(ids: Iterable<number>): string {
    const words: string[] = [];
    for (const id of ids) {
      if (id === SPECIAL.end || id === SPECIAL.padding) break;
      if (id !== SPECIAL.start) words.push(this.#wordOf(id));
    }
    return words.join(' ');
  }

  /** The file that {@link parseTokenizer} reads. */
  json(): string {
    return `${JSON.stringify({ words: this.words }, null, 2)}\n`;
  }

  #wordOf(id: number): string {
    const text = id === SPECIAL.unknown ? UNKNOWN_WORD : this.words[id - FIRST_WORD];
    if (text === undefined) throw new RangeError(`expected an id below ${this.size}, got ${id}`);
    return text;
  }
}

export interface TokenizerOptions {
  /** How often a word must occur to have an id of its own. @default 1 */
  readonly leastCount?: number;
}

/** The tokenizer of these captions: words by how often they occur, the most frequent first, equal ones by code unit. */
export function tokenizerOf(captions: Iterable<string>, { leastCount = 1 }: TokenizerOptions = {}): Tokenizer {
  const counts = new Map<string, number>();
  for (const caption of captions) {
    for (const text of wordsOf(caption)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const kept = [...counts].filter(([, count]) => count >= leastCount);
  const ordered = kept.sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  return new Tokenizer(ordered.map(([text]) => text));
}

/**
 * @param file what to call the text in messages
 * @throws InputError naming the word that is none, or what else was expected
 */
export function parseTokenizer(json: string, file: string): Tokenizer {
  return new Tokenizer(parseJson(json, file, fileSchema).words);
}

/** The words of a text as captions are read. @example wordsOf("A cat's bed!") // => ['a', "cat's", 'bed'] */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').replaceAll('’', "'").toLowerCase().match(WORD) ?? [];
}
