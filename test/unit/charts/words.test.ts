import { expect, test } from 'vitest';
import { intervalText, listed, percent, siteName, wholeNumber } from '../../../src/charts/words.ts';

test('names are listed as in a sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

test('percentages have a sign, one decimal, and a real minus', () => {
  expect([-33.64, 25.3, 3.04, 9.96, -0.04, 0, null].map(percent)).toEqual([
    '−33.6 %',
    '+25.3 %',
    '+3.0 %',
    '+10.0 %',
    '0 %',
    '0 %',
    'no slope',
  ]);
});

test('an interval without ends says so', () => {
  expect(intervalText(-40, -27.5)).toBe('−40.0 % to −27.5 %');
  expect(intervalText(null, null)).toBe('no interval');
});

test('numbers and sites are written out', () => {
  expect(wholeNumber(39214)).toBe('39,214');
  expect([siteName('deviantart'), siteName('rails/rails')]).toEqual(['DeviantArt', 'rails/rails']);
});
