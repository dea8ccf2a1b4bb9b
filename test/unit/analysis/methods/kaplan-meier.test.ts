import { describe, expect, test } from 'vitest';
import { kaplanMeier } from '../../../../src/analysis/methods/kaplan-meier.ts';

describe('kaplanMeier', () => {
  test('the censored leave the risk set without lowering the curve', () => {
    const { steps, events, subjects } = kaplanMeier({ time: [1, 2, 3, 3], event: [1, 0, 1, 0] });
    expect(steps.map(({ survival }) => survival)).toEqual([0.75, 0.75, 0.375]);
    expect(steps.map(({ atRisk, censored }) => [atRisk, censored])).toEqual([
      [4, 0],
      [3, 1],
      [2, 1],
    ]);
    expect([events, subjects]).toEqual([2, 4]);
  });

  test('events come before censorings of the same month', () => {
    const { steps } = kaplanMeier({ time: [2, 2], event: [0, 1] });
    expect(steps).toHaveLength(1);
    expect(steps[0]!.survival).toBe(0.5);
  });

  test('the median is the first time by which half have left', () => {
    expect(kaplanMeier({ time: [1, 4, 9], event: [1, 1, 1] }).median).toBe(4);
  });

  test('a stretch at exactly a half has its median in the middle', () => {
    expect(kaplanMeier({ time: [1, 4, 8, 9], event: [1, 1, 1, 1] }).median).toBe(6);
  });

  test('there is no median while more than half stay', () => {
    expect(kaplanMeier({ time: [1, 4, 9], event: [1, 0, 0] }).median).toBeNull();
  });

  test('an interval is null where the log–log scale has no value', () => {
    const { steps } = kaplanMeier({ time: [1, 2], event: [0, 1] });
    expect(steps[0]).toMatchObject({ survival: 1, logStandardError: 0, low: null, high: null });
    expect(steps[1]).toMatchObject({ survival: 0, logStandardError: null, low: null, high: null });
  });

  test('a wider level gives a wider interval', () => {
    const data = { time: [1, 2, 3, 4], event: [1, 1, 1, 0] };
    const [usual] = kaplanMeier(data).steps;
    const [wide] = kaplanMeier(data, 0.99).steps;
    expect(wide!.low!).toBeLessThan(usual!.low!);
    expect(wide!.high!).toBeGreaterThan(usual!.high!);
  });

  test('nobody at all is an empty curve', () => {
    expect(kaplanMeier({ time: [], event: [] })).toEqual({ subjects: 0, events: 0, steps: [], median: null });
  });

  test('wrong arguments are refused', () => {
    expect(() => kaplanMeier({ time: [1], event: [2] })).toThrow('events out of range at row 0: 2');
    expect(() => kaplanMeier({ time: [-1], event: [1] })).toThrow(RangeError);
    expect(() => kaplanMeier({ time: [1, 2], event: [1] })).toThrow('expected 2 events, got 1');
  });
});
