import { describe, expect, test } from 'vitest';
import { monthFromInstant, monthFromText, startOfMonth, textFromMonth } from '../../../src/core/month.ts';

describe('months', () => {
  test.each([
    ['1970-01', 0],
    ['1969-12', -1],
    ['2021-01', 612],
    ['2023-10', 645],
  ])('%s is month %i since 1970', (text, month) => {
    expect(monthFromText(text)).toBe(month);
    expect(textFromMonth(month)).toBe(text);
  });

  test.each([
    ['2023-01-31T19:30:00.000-05:00', '2023-02'],
    ['2023-03-31T20:00:00.000-04:00', '2023-04'],
    ['2022-12-31T23:59:59.999-05:00', '2023-01'],
    ['2023-10-31T18:59:59.999-05:00', '2023-10'],
  ])('the instant %s lies in %s UTC', (instant, text) => {
    expect(textFromMonth(monthFromInstant(Date.parse(instant)))).toBe(text);
  });

  test('a month starts at its first instant', () => {
    expect(new Date(startOfMonth(monthFromText('2022-01'))).toISOString()).toBe('2022-01-01T00:00:00.000Z');
    expect(monthFromInstant(startOfMonth(624))).toBe(624);
    expect(monthFromInstant(startOfMonth(624) - 1)).toBe(623);
  });

  test.each(['2021-13', '2021-00', '2021-1', '21-01', '2021-01-01', ''])('"%s" is refused', (text) => {
    expect(() => monthFromText(text)).toThrow(/must look like 2021-01/);
  });
});
