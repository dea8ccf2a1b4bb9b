import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { clipScore } from '../../../../src/loop/metrics/clip-score.ts';
import { contentDrift, homogeneity } from '../../../../src/loop/metrics/content-drift.ts';
import { cosine, pairedCosines, unrelatedCosines } from '../../../../src/loop/metrics/cosine.ts';
import { fromRows, rowOf } from '../../../../src/loop/metrics/feature-matrix.ts';
import { lpips } from '../../../../src/loop/metrics/lpips.ts';
import { noveltyToOrigin, noveltyToSet } from '../../../../src/loop/metrics/novelty.ts';
import { captionShape, styleRetention, topicDrift } from '../../../../src/loop/metrics/topic-drift.ts';
import { randomFeatures } from './random-features.ts';

const [east, north, west] = [
  [1, 0],
  [0, 1],
  [-1, 0],
];

describe('cosines', () => {
  test('of zero vectors are counted, not called 0', () => {
    const { values, undefinedPairs } = pairedCosines(fromRows([east!, [0, 0]]), fromRows([north!, north!]));
    expect(values).toEqual(Float64Array.of(0, Number.NaN));
    expect(undefinedPairs).toBe(1);
  });

  test('of unrelated pairs leave out the pair of an item with itself', () => {
    const a = randomFeatures(6, 4, 'a');
    const b = randomFeatures(6, 4, 'b');
    const byPairs = [0, 1, 2, 3, 4, 5].filter((j) => j !== 2).map((j) => cosine(rowOf(a, 2), rowOf(b, j)));
    expect(unrelatedCosines(a, b)[2]).toBeCloseTo(byPairs.reduce((x, y) => x + y) / 5, 12);
    expect(() => unrelatedCosines(fromRows([east!, [0, 0]]), fromRows([east!, east!]))).toThrow(/1 pairs hold a zero/);
  });

  test('need vectors of one length and as many items on both sides', () => {
    expect(() => cosine(Float64Array.of(1), Float64Array.of(1, 2))).toThrow('got 1 and 2');
    expect(() => pairedCosines(fromRows([east!]), fromRows([east!, east!]))).toThrow('got 1 and 2');
  });
});

describe('novelty', () => {
  test('against the own origin is 0 for the same direction and 2 for the opposite', () => {
    const items = fromRows([[5, 0], west!, north!]);
    expect(noveltyToOrigin(items, fromRows([east!, east!, east!]))).toEqual(Float64Array.of(0, 2, 1));
  });

  test('against a whole set is given to the nearest and on average', async () => {
    const { nearest, mean } = await noveltyToSet(
      fromRows([
        [2, 0],
        [0, -1],
      ]),
      fromRows([east!, north!]),
    );
    expect(nearest).toEqual(Float64Array.of(0, 1));
    expect(mean).toEqual(Float64Array.of(0.5, 1.5));
  });
});

describe('content drift', () => {
  test('tells a detour from a straight way', () => {
    const steps = [fromRows([east!, east!]), fromRows([north!, east!]), fromRows([east!, north!])];
    const { drift, speed, pathEfficiency } = contentDrift(steps);
    expect(drift).toEqual([Float64Array.of(1, 0), Float64Array.of(0, 1)]);
    expect(speed).toEqual([Float64Array.of(1, 0), Float64Array.of(1, 1)]);
    expect(pathEfficiency).toEqual(Float64Array.of(0, 1));
  });

  test('of an item that never moves has no path efficiency', () => {
    expect(contentDrift([fromRows([east!]), fromRows([east!])]).pathEfficiency).toEqual(Float64Array.of(Number.NaN));
  });

  test('needs a step beyond the first', () => {
    expect(() => contentDrift([fromRows([east!])])).toThrow('at least one later step, got 1');
  });

  test('homogeneity is the mean cosine of all pairs', () => {
    expect(homogeneity(fromRows([east!, [3, 0]]))).toBeCloseTo(1, 14);
    expect(homogeneity(fromRows([east!, west!]))).toBeCloseTo(-1, 14);
    expect(homogeneity(fromRows([east!, north!, west!]))).toBeCloseTo(-1 / 3, 14);
    expect(() => homogeneity(fromRows([east!]))).toThrow('at least 2 items, got 1');
  });
});

describe('topic drift', () => {
  const rng = () => createRng('topics');
  const flowers = Array.from({ length: 12 }, (_, i) => ['flower', i % 2 ? 'vase' : 'table']);

  test('is one bit and significant when no word is kept', () => {
    const { divergence, p } = topicDrift(
      flowers,
      flowers.map(() => ['castle']),
      { rng: rng(), permutations: 199 },
    );
    expect(divergence).toBeCloseTo(1, 12);
    expect(p).toBe(1 / 200);
  });

  test('is 0 with p = 1 when captions only change places', () => {
    expect(topicDrift(flowers, flowers.toReversed(), { rng: rng(), permutations: 99 })).toEqual({
      divergence: 0,
      p: 1,
    });
  });

  test('of half the words is that of the definition', () => {
    // P = (1/2, 1/2, 0), Q = (1/2, 0, 1/2): half a bit.
    const { divergence } = topicDrift([['a', 'b']], [['a', 'c']], { rng: rng(), permutations: 1 });
    expect(divergence).toBeCloseTo(0.5, 12);
  });

  test('needs words, and the same items', () => {
    expect(() => topicDrift([[]], [['a']], { rng: rng() })).toThrow(/words, got none/);
    expect(() => topicDrift([['a']], [], { rng: rng() })).toThrow('got 1 and 0');
  });
});

test('captions are described by their length and the variety of their words', () => {
  expect(
    captionShape([
      ['a', 'cat'],
      ['a', 'dog', 'a', 'cat'],
    ]),
  ).toEqual({ meanWords: 3, typeTokenRatio: 0.5 });
});

test('style retention is the share of styles that a classifier still finds', () => {
  expect(styleRetention(['Cubism', 'Ukiyo-e', 'Rococo', 'Rococo'], ['Cubism', 'Realism', 'Rococo', 'Realism'])).toBe(
    0.5,
  );
  expect(() => styleRetention([], [])).toThrow(/got 0 and 0/);
});

test('CLIP scores cut negative cosines off, and keep the cosines', () => {
  const { mean, scores, cosines } = clipScore(fromRows([east!, east!]), fromRows([west!, [2, 0]]), 'torchmetrics');
  expect(cosines).toEqual(Float64Array.of(-1, 1));
  expect(scores).toEqual(Float64Array.of(0, 100));
  expect(mean).toBe(50);
});

test('LPIPS adds layers up, takes silent positions, and refuses activations that do not fit', () => {
  const silent = { a: fromRows([[0], [0]]), b: fromRows([[1], [0]]), weights: Float64Array.of(0.5, 0.5) };
  expect(lpips([silent, silent])).toBeCloseTo(1, 9);
  expect(() => lpips([{ ...silent, b: fromRows([[1]]) }])).toThrow(/expected 2 × 1 activations/);
  expect(() => lpips([{ ...silent, weights: Float64Array.of(1, -1) }])).toThrow(/numbers >= 0/);
});
