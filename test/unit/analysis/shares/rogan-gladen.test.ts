import { expect, test } from 'vitest';
import { roganGladen } from '../../../../src/analysis/shares/rogan-gladen.ts';

const AUDITED = { sensitivity: { value: 0.8, audited: 400 }, specificity: { value: 0.98, audited: 600 } };
const TAGS = { sensitivity: { value: 0.8, audited: null }, specificity: { value: 1, audited: null } };

test('corrects share and interval, by the formula worked by hand', () => {
  const { share, standardError, low, high, isTruncated } = roganGladen(0.12, 5000, AUDITED);
  expect(share).toBeCloseTo(0.1282051282, 10);
  expect(standardError).toBeCloseTo(0.0092913033, 10);
  // By hand with z = 1.96, which is 3.6e-5 too large.
  expect(Math.abs(low - 0.1099942)).toBeLessThan(4e-7);
  expect(Math.abs(high - 0.1464161)).toBeLessThan(4e-7);
  expect(isTruncated).toBe(false);
});

test('tags that are never false divide by the sensitivity', () => {
  expect(roganGladen(0.12, 5000, TAGS).share).toBeCloseTo(0.15, 14);
});

test('a perfect flag leaves share and binomial error as they are', () => {
  const perfect = { sensitivity: { value: 1, audited: null }, specificity: { value: 1, audited: null } };
  const { share, standardError } = roganGladen(0.25, 300, perfect);
  expect(share).toBe(0.25);
  expect(standardError).toBeCloseTo(Math.sqrt((0.25 * 0.75) / 300), 14);
});

test('clustering widens the part of the flagged works alone', () => {
  const one = roganGladen(0.12, 5000, AUDITED);
  const four = roganGladen(0.12, 5000, AUDITED, 4);
  const extra = four.standardError ** 2 - one.standardError ** 2;
  expect(extra).toBeCloseTo((3 * 0.12 * 0.88) / 5000 / 0.78 ** 2, 14);
});

test('a flag rate below that of false flags is share 0, told as cut off', () => {
  const { share, low, isTruncated } = roganGladen(0.01, 5000, AUDITED);
  expect({ share, low, isTruncated }).toEqual({ share: 0, low: 0, isTruncated: true });
  expect(roganGladen(0.9, 50, AUDITED)).toMatchObject({ share: 1, high: 1, isTruncated: true });
});

test('a flag that says nothing, no works and no share are refused', () => {
  const coin = { sensitivity: { value: 0.5, audited: 10 }, specificity: { value: 0.5, audited: 10 } };
  expect(() => roganGladen(0.1, 100, coin)).toThrow(/must exceed 1/);
  expect(() => roganGladen(0.1, 0, TAGS)).toThrow(RangeError);
  expect(() => roganGladen(1.1, 10, TAGS)).toThrow(RangeError);
});
