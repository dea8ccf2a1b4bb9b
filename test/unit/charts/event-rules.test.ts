import { expect, test } from 'vitest';
import { labelRows } from '../../../src/charts/event-rules.ts';

test('labels far apart share the lowest row', () => {
  expect(labelRows([0, 200, 400], [100, 100, 100])).toEqual([0, 0, 0]);
});

test('close events make a staircase, so that no rule crosses a label', () => {
  expect(labelRows([0, 10, 20, 300], [100, 100, 100, 50])).toEqual([2, 1, 0, 0]);
});

test('a long label rises above all rules that stand under it', () => {
  expect(labelRows([0, 150, 160], [170, 50, 50])).toEqual([2, 1, 0]);
});

test('no events need no rows', () => {
  expect(labelRows([], [])).toEqual([]);
});
