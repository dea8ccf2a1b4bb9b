import { expect, test } from 'vitest';
import { wordF1 } from '../../../../src/loop/models/word-f1.ts';

test.each([
  ['a red cat', 'a red cat', 1],
  ['Red CAT!', 'cat, red', 1],
  ['a red cat', 'a blue cat', 2 / 3],
  ['cat', 'a red cat', 0.5],
  ['cat cat cat', 'cat', 1],
  ['dog', 'cat', 0],
  ['', 'cat', 0],
])('"%s" for "%s" is %d', (caption, reference, expected) => {
  expect(wordF1([caption], [reference])).toBeCloseTo(expected, 12);
});

test('of several images it is the mean', () => {
  expect(wordF1(['cat', 'dog', 'cow'], ['cat', 'dog', 'hen'])).toBeCloseTo(2 / 3, 12);
});
