import { expect, test } from 'vitest';
import { afterDetector, detectedMonths } from '../../../../src/loop/schedules/detector.ts';

test('a fifth generated, of which nine tenths are found, leaves 2.6 % of 78 % of the works', () => {
  const { share, kept } = afterDetector(0.2, { sensitivity: 0.9, specificity: 0.95 });
  expect(share).toBeCloseTo(0.0256410256, 10);
  expect(kept).toBeCloseTo(0.78, 14);
});

test('a detector that finds nothing changes nothing', () => {
  expect(afterDetector(0.2, { sensitivity: 0, specificity: 1 })).toEqual({ share: 0.2, kept: 1 });
});

test('months keep the part of their uploads that the detector lets through', () => {
  const [month] = detectedMonths([{ month: 636, uploads: 1000, share: 0.2 }], { sensitivity: 0.9, specificity: 0.95 });
  expect(month!.uploads).toBeCloseTo(780, 10);
  expect(month!.uploads * month!.share).toBeCloseTo(20, 10);
});

test.each([
  ['a share above 1', 1.2, 0.5],
  ['a sensitivity below 0', 0.5, -0.5],
  ['a detector that keeps nothing', 1, 1],
])('%s is refused', (_, share, sensitivity) => {
  expect(() => afterDetector(share, { sensitivity, specificity: 0.9 })).toThrow(RangeError);
});
