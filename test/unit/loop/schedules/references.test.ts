import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { constantMonths, permutedMonths, taggedMonths } from '../../../../src/loop/schedules/references.ts';
import { shareOf } from '../monthly-share.ts';

const months = [100, 200, 300, 400].map((uploads, index) => ({ month: 636 + index, uploads, share: index / 10 }));

test('nothing and everything generated keep the uploads', () => {
  expect(constantMonths(months, 0).map(({ uploads, share }) => [uploads, share])).toEqual([
    [100, 0],
    [200, 0],
    [300, 0],
    [400, 0],
  ]);
  expect(constantMonths(months, 1).every(({ share }) => share === 1)).toBe(true);
});

test('permuted months are the same months in another order, under the same seed the same', () => {
  const permuted = permutedMonths(months, createRng(3));
  expect(permuted.map(({ month }) => month)).toEqual([636, 637, 638, 639]);
  const plain = ({ uploads, share }: (typeof months)[number]) => `${uploads} ${share}`;
  expect(permuted.map(plain).sort()).toEqual(months.map(plain).sort());
  expect(permuted.map(plain)).not.toEqual(months.map(plain));
  expect(permutedMonths(months, createRng(3))).toEqual(permuted);
});

test('labels alone say nothing about months without labels: share 0', () => {
  const shares = [
    shareOf('2023-01', 100, 0.1),
    shareOf('2023-01', 300, 0.2, { site: 'site-b' }),
    shareOf('2023-01', 300, 0.9, { site: 'site-c' }),
    shareOf('2023-02', 100, null),
  ];
  const tagged = taggedMonths(months, shares, ['site-a', 'site-b']);
  // (100 · .1 + 300 · .2) / 400
  expect(tagged.map(({ uploads, share }) => [uploads, share])).toEqual([
    [100, 0.175],
    [200, 0],
    [300, 0],
    [400, 0],
  ]);
});
