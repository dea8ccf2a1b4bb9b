import { describe, expect, test } from 'vitest';
import { digamma, logGamma } from '../../../../src/core/math/gamma.ts';

describe('logGamma', () => {
  test.each([
    [0.5, 0.5 * Math.log(Math.PI)],
    [1, 0],
    [1.5, Math.log(Math.sqrt(Math.PI) / 2)],
    [2, 0],
    [10, Math.log(362880)],
    [19, Math.log(6402373705728000)],
  ])('at %d agrees with the known closed form', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
  });

  test('at 100 is the logarithm of 99 factorial', () => {
    let expected = 0;
    for (let k = 2; k <= 99; k++) expected += Math.log(k);
    expect(Math.abs(logGamma(100) / expected - 1)).toBeLessThan(1e-12);
  });

  test('obeys the reflection formula between 0 and 1', () => {
    for (const x of [0.01, 0.1, 0.25, 0.4]) {
      const reflected = Math.log(Math.PI / Math.sin(Math.PI * x));
      expect(Math.abs(logGamma(x) + logGamma(1 - x) - reflected)).toBeLessThan(1e-12);
    }
  });
});

describe('digamma', () => {
  const euler = 0.5772156649015329;
  test.each([
    [1, -euler],
    [0.5, -euler - 2 * Math.log(2)],
    [0.25, -euler - Math.PI / 2 - 3 * Math.log(2)],
    [2, 1 - euler],
    [4.5, -euler - 2 * Math.log(2) + 2 * (1 + 1 / 3 + 1 / 5 + 1 / 7)],
    [10, -euler + 7129 / 2520],
  ])('at %d agrees with the known closed form', (x, expected) => {
    expect(Math.abs(digamma(x) - expected)).toBeLessThan(1e-12);
  });

  test('at 100 is the harmonic number of 99 less Euler’s constant', () => {
    let harmonic = 0;
    for (let k = 1; k <= 99; k++) harmonic += 1 / k;
    expect(Math.abs(digamma(100) - (harmonic - euler))).toBeLessThan(1e-12);
  });
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (x) => {
  expect(() => logGamma(x)).toThrow(RangeError);
  expect(() => digamma(x)).toThrow(RangeError);
});
