import { expect, test } from 'vitest';
import { ratesAt } from '../../../../src/loop/models/noise-schedule.ts';

test.each([
  // time, signal, noise, ln(signal² / noise²)
  [0, 0.95, 0.3122499, 2.2253163],
  [0.25, 0.8104543, 0.5858018, 0.6492268],
  [0.5, 0.5944798, 0.8041105, -0.6040998],
  [0.75, 0.3224437, 0.9465886, -2.1538719],
  [1, 0.02, 0.9998, -7.8236459],
])('at time %f the signal is %f and the noise %f', (time, signal, noise, logRatio) => {
  const rates = ratesAt(time);
  expect(rates.signal).toBeCloseTo(signal, 7);
  expect(rates.noise).toBeCloseTo(noise, 7);
  expect(2 * Math.log(rates.signal / rates.noise)).toBeCloseTo(logRatio, 7);
  expect(rates.signal ** 2 + rates.noise ** 2).toBeCloseTo(1, 15);
});

test.each([-0.1, 1.1, Number.NaN])('the time %f is refused', (time) => {
  expect(() => ratesAt(time)).toThrow('time must be in [0, 1]');
});
