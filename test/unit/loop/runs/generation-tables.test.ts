import { expect, test } from 'vitest';
import { meansOf } from '../../../../src/loop/runs/generation-tables.ts';

const loopOf = (arm: string, ...values: number[]) => ({
  arm,
  records: values.map((measured) => ({ measured: [{ metric: 'fid', measured, standardError: 9 }] })),
});

test('an arm’s value is the mean over its loops, with the standard error between them', () => {
  const rows = meansOf([loopOf('a', 1, 4), loopOf('a', 2, 4), loopOf('b', 5, 6), loopOf('a', 3, 4)]);
  expect(rows).toEqual([
    // Variance 1 between three loops: 1/√3.
    { arm: 'a', generation: 0, metric: 'fid', measured: 2, standardError: Math.sqrt(1 / 3) },
    { arm: 'a', generation: 1, metric: 'fid', measured: 4, standardError: 0 },
    { arm: 'b', generation: 0, metric: 'fid', measured: 5, standardError: 9 },
    { arm: 'b', generation: 1, metric: 'fid', measured: 6, standardError: 9 },
  ]);
});
