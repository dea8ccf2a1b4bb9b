import { expect, test } from 'vitest';
import { entropySeries, tagEntropy } from '../../../../src/analysis/changes/tag-entropy.ts';
import { createRng } from '../../../../src/core/rng.ts';

test('two tags used five times each hold one bit, and (2 − 1) / (2 · 10) nats of correction', () => {
  const { bits, correction, uses } = tagEntropy([{ uses: 5, tags: 2 }]);
  expect(uses).toBe(10);
  expect(correction).toBeCloseTo(1 / 20 / Math.LN2, 14);
  expect(bits).toBeCloseTo(1 + 1 / 20 / Math.LN2, 14);
});

test('a single tag has no entropy, no tag has none to tell', () => {
  expect(tagEntropy([{ uses: 7, tags: 1 }])).toEqual({ bits: 0, correction: 0, uses: 7 });
  expect(tagEntropy([])).toEqual({ bits: null, correction: null, uses: 0 });
});

test('the correction takes away most of the bias of a small sample', () => {
  const rng = createRng('entropy');
  let plain = 0;
  let corrected = 0;
  for (let round = 0; round < 200; round++) {
    const counts = new Map<number, number>();
    for (let i = 0; i < 100; i++) {
      const tag = rng.integer(16);
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    const found = tagEntropy([...counts.values()].map((uses) => ({ uses, tags: 1 })));
    corrected += found.bits! / 200;
    plain += (found.bits! - found.correction!) / 200;
  }
  expect(4 - plain).toBeGreaterThan(0.08);
  expect(Math.abs(4 - corrected)).toBeLessThan(0.02);
});

test('months without tags are null, and juniors begin at the cutoff', () => {
  const points = entropySeries([{ site: 'a', month: 624, group: 'all', uses: 2, tags: 4 }], {
    from: 623,
    to: 625,
    cutoff: 625,
  });
  expect(points.map(({ group, month, bits }) => [group, month, bits === null])).toEqual([
    ['senior', 623, true],
    ['senior', 624, true],
    ['senior', 625, true],
    ['junior', 625, true],
    ['all', 623, true],
    ['all', 624, false],
    ['all', 625, true],
  ]);
});
