import { expect, test } from 'vitest';
import { denormalise, fitNormaliser, normalise } from '../../../../src/loop/data/normaliser.ts';

// Two images of two pixels; red 0, 1, 0, 1; green 0.2 throughout; blue 0.1, 0.3, 0.5, 0.7.
const images = Float32Array.of(0, 1, 0.2, 0.2, 0.1, 0.3, 0, 1, 0.2, 0.2, 0.5, 0.7);

test('each colour has the mean and the deviation of all its pixels', () => {
  const { mean, deviation } = fitNormaliser(images, 2);
  expect(mean[0]).toBeCloseTo(0.5, 12);
  expect(mean[1]).toBeCloseTo(0.2, 7);
  expect(mean[2]).toBeCloseTo(0.4, 7);
  expect(deviation[0]).toBeCloseTo(0.5, 12);
  expect(deviation[2]).toBeCloseTo(Math.sqrt(0.05), 7);
});

test('normalised images have mean 0 and deviation 1 in each colour that varies, and 0 in one that does not', () => {
  const normalised = normalise(images, 2, fitNormaliser(images, 2));
  const again = fitNormaliser(normalised, 2);
  for (const colour of [0, 2]) {
    expect(again.mean[colour]).toBeCloseTo(0, 6);
    expect(again.deviation[colour]).toBeCloseTo(1, 6);
  }
  expect(Math.max(...normalised.subarray(2, 4).map(Math.abs))).toBeLessThan(1e-4);
});

test('denormalising undoes it and cuts to [0, 1]', () => {
  const normaliser = fitNormaliser(images, 2);
  const back = denormalise(normalise(images, 2, normaliser), 2, normaliser);
  back.forEach((value, i) => {
    expect(value).toBeCloseTo(images[i]!, 6);
  });
  expect([...denormalise(Float32Array.of(9, -9, 0, 0, 0, 0), 2, normaliser).subarray(0, 2)]).toEqual([1, 0]);
});
