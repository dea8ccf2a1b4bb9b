import { expect, test } from 'vitest';
import { longMonth, signedNumber } from '../../../src/core/words.ts';

test('numbers have a sign, one decimal, and a real minus; what rounds to nothing has no sign', () => {
  expect([-33.64, 3.04, 9.96, -0.04, 0].map(signedNumber)).toEqual(['−33.6', '+3.0', '+10.0', '0', '0']);
});

test('months are written out, whatever the time zone of this process', () => {
  expect(longMonth('2022-01')).toBe('January 2022');
});
