import { describe, expect, test } from 'vitest';
import { logRank } from '../../../../src/analysis/methods/log-rank.ts';

describe('logRank', () => {
  test('two groups of one, worked by hand', () => {
    // At time 1 one of two leaves: expected 1/2 of a group, variance 1/4.
    const { chiSquare, p, groups } = logRank({ time: [1, 2], event: [1, 1] }, [0, 1]);
    expect(chiSquare).toBeCloseTo(1, 12);
    expect(p).toBeCloseTo(0.31731050786291415, 12);
    expect(groups).toEqual([
      { group: 0, subjects: 1, observed: 1, expected: 0.5 },
      { group: 1, subjects: 1, observed: 1, expected: 1.5 },
    ]);
  });

  test('equal groups do not differ', () => {
    const { chiSquare, degreesOfFreedom } = logRank(
      { time: [1, 2, 5, 1, 2, 5, 1, 2, 5], event: [1, 0, 1, 1, 0, 1, 1, 0, 1] },
      [1, 1, 1, 2, 2, 2, 3, 3, 3],
    );
    expect(chiSquare).toBeCloseTo(0, 12);
    expect(degreesOfFreedom).toBe(2);
  });

  test('a group that was gone before any event takes no degree of freedom', () => {
    const { degreesOfFreedom, chiSquare } = logRank({ time: [1, 5, 6, 7, 8], event: [0, 1, 1, 1, 1] }, [9, 1, 2, 1, 2]);
    expect(degreesOfFreedom).toBe(1);
    expect(chiSquare).toBeCloseTo(logRank({ time: [5, 6, 7, 8], event: [1, 1, 1, 1] }, [1, 2, 1, 2]).chiSquare!, 12);
  });

  test.each([
    ['one group', { time: [1, 2], event: [1, 1] }, [4, 4], 'there are not two groups'],
    ['no events', { time: [1, 2], event: [0, 0] }, [0, 1], 'no event happened while two groups were at risk'],
    ['nobody', { time: [], event: [] }, [], 'there are not two groups'],
  ])('%s has no statistic but a reason', (_, durations, group, reason) => {
    expect(logRank(durations, group)).toMatchObject({ chiSquare: null, p: null, degreesOfFreedom: 0, reason });
  });

  test('every subject must have a group', () => {
    expect(() => logRank({ time: [1, 2], event: [1, 1] }, [0])).toThrow('expected 2 groups, got 1');
  });
});
