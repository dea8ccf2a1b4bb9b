import { expect, test } from 'vitest';
import { meanOf } from '../../../../src/core/math/mean.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { accuracy, type ClassifierConfig, classifierTraining } from '../../../../src/loop/models/classifier.ts';
import { layoutOf } from '../../../../src/loop/models/layout.ts';

const CONFIG: ClassifierConfig = { size: 4, channels: 1, widths: [2, 4], depth: 1, groups: 1, classes: 3 };
const images = Float32Array.from({ length: 10 * 16 }, (_, i) => i);
const labels = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
const data = { images, labels };

test('a step draws different images, the label of each, a view of each and which features are left out', () => {
  const { draw } = classifierTraining(CONFIG, data, {
    batch: 8,
    dropout: 0.25,
    views: { leastSide: 0.5, mirrored: true },
  });
  const masks: number[] = [];
  for (let step = 0; step < 200; step++) {
    const { indices, labels: drawn, views, mask } = draw(createRng(step));
    expect(new Set(indices).size).toBe(8);
    expect([...drawn!]).toEqual(Array.from(indices!, (index) => labels[index]));
    expect(views).toHaveLength(8 * 4);
    expect(mask).toHaveLength(8 * 4);
    masks.push(...mask!);
  }
  expect(new Set(masks)).toEqual(new Set([0, 1]));
  // Of 6400 draws, four standard deviations are 0.022.
  expect(Math.abs(meanOf(masks) - 0.75)).toBeLessThan(0.022);
});

test('without dropout and views a step draws images and labels only', () => {
  const { draw } = classifierTraining(CONFIG, data, { batch: 2, dropout: 0 });
  expect(Object.keys(draw(createRng(1)))).toEqual(['indices', 'labels']);
});

test('accuracy is the share of items whose class has the greatest logit', () => {
  const logits = { rows: 4, columns: 3, values: Float32Array.of(1, 2, 0, -5, -4, -3, 7, 1, 1, 0, 0, 0) };
  expect(accuracy(logits, [1, 2, 0, 0])).toBe(1);
  expect(accuracy(logits, [1, 2, 1, 1])).toBe(0.5);
});

test('labels and batches that do not fit are refused', () => {
  const training = (wrong: Partial<typeof data>, batch = 2) => {
    return () => classifierTraining(CONFIG, { ...data, ...wrong }, { batch, dropout: 0 });
  };
  expect(training({ labels: [0] })).toThrow('expected a label for each of 10 images, got 1');
  expect(training({ labels: labels.with(4, 3) })).toThrow('expected a label in [0, 3), got 3 of image 4');
  expect(training({ images: images.slice(1) })).toThrow('expected images of 1 × 4 × 4 values, got 159 values');
  expect(training({}, 11)).toThrow('a batch of 11 different images needs as many, got 10');
});

test('an image that does not halve as often as there are stages is refused', () => {
  const config = { ...CONFIG, size: 6, widths: [2, 4, 6] };
  const { loss } = classifierTraining(
    config,
    { images: images.slice(0, 144), labels: [0, 1, 2, 0] },
    { batch: 2, dropout: 0 },
  );
  expect(() => layoutOf(loss)).toThrow('an encoder of 3 stages needs a size that is a multiple of 4, got 6');
});
