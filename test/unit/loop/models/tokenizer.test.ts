import { expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { parseTokenizer, tokenizerOf } from '../../../../src/loop/models/tokenizer.ts';

const CAPTIONS = ['A red cat.', 'a RED dog', 'the dog’s bone', 'a bird'];

test('words are in lower case, without punctuation, the most frequent first and equal ones by the alphabet', () => {
  expect(tokenizerOf(CAPTIONS).words).toEqual(['a', 'red', 'bird', 'bone', 'cat', 'dog', "dog's", 'the']);
  expect(tokenizerOf(CAPTIONS.toReversed()).words).toEqual(tokenizerOf(CAPTIONS).words);
  expect(tokenizerOf(CAPTIONS, { leastCount: 2 }).words).toEqual(['a', 'red']);
});

test('a caption is start, words, end and padding; rare words are the unknown one', () => {
  const tokenizer = tokenizerOf(CAPTIONS, { leastCount: 2 });
  expect(tokenizer.size).toBe(6);
  expect([...tokenizer.encode('A red, red cat', 8)]).toEqual([1, 4, 5, 5, 3, 2, 0, 0]);
  expect([...tokenizer.encode('', 3)]).toEqual([1, 2, 0]);
  expect(() => tokenizer.encode('a', 1)).toThrow('a whole number of ids >= 2, got 1');
});

test('a caption that is too long loses its last words, not its end', () => {
  const tokenizer = tokenizerOf(CAPTIONS);
  const ids = tokenizer.encode('a red cat', 4);
  expect(ids).toHaveLength(4);
  expect(ids.at(-1)).toBe(2);
  expect(tokenizer.decode(ids)).toBe('a red');
});

test('what is encoded is decoded up to the end, the unknown word by a mark', () => {
  const tokenizer = tokenizerOf(CAPTIONS);
  expect(tokenizer.decode(tokenizer.encode('The  red-cat', 9))).toBe('the red cat');
  expect(tokenizer.decode(tokenizer.encode('a blue bird', 9))).toBe('a <unknown> bird');
  const [red] = tokenizer.encode('red', 3).subarray(1);
  expect(tokenizer.decode([red!, 2, red!])).toBe('red');
  expect(() => tokenizer.decode([1, tokenizer.size])).toThrow(`an id below ${tokenizer.size}, got ${tokenizer.size}`);
});

test('letters of any script and composed forms make words', () => {
  expect(tokenizerOf(['Cafe\u0301 ÜBER 猫 ２']).words).toEqual(['2', 'café', 'über', '猫']);
});

test('a tokenizer is the same after it was saved', () => {
  const tokenizer = tokenizerOf(CAPTIONS);
  const again = parseTokenizer(tokenizer.json(), 'tokenizer.json');
  expect(again.words).toEqual(tokenizer.words);
  expect(again.encode('a cat', 5)).toEqual(tokenizer.encode('a cat', 5));
});

test('a file that is no tokenizer is refused by what is wrong in it', () => {
  const parse = (text: string) => () => parseTokenizer(text, 'tokenizer.json');
  expect(parse('{')).toThrow(InputError);
  expect(parse('{"words": ["a", "Cat"]}')).toThrow(/words\.1: expected one lower-case word/);
  expect(parse('{"words": ["a", "a cat"]}')).toThrow(/words\.1: expected one lower-case word/);
  expect(parse('{"words": ["a", "a"]}')).toThrow(/words: expected every word once/);
  expect(parse('{"words": ["a"], "more": 1}')).toThrow(/more/);
});
