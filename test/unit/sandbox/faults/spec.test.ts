import { describe, expect, test } from 'vitest';
import { pageNumber, parseFault } from '../../../../src/sandbox/faults/spec.ts';

describe('a fault in words', () => {
  test.each([
    ['status-500', { name: 'status-500', page: 'first', count: 1 }],
    ['status-500@middle*2', { name: 'status-500', page: 'middle', count: 2 }],
    ['renamed@last', { name: 'renamed', page: 'last', count: 1 }],
    ['empty-page@12*3', { name: 'empty-page', page: 12, count: 3 }],
    ['html-200*4', { name: 'html-200', page: 'first', count: 4 }],
  ])('%s is read', (text, spec) => {
    expect(parseFault(text)).toEqual(spec);
  });

  test.each(['', 'status-501', 'status-500@', 'status-500@0', 'status-500*0', 'status-500@end', 'status-500 '])(
    '"%s" is refused, and the names are told',
    (text) => {
      expect(() => parseFault(text)).toThrow(/status-500.*null-count/);
    },
  );
});

test.each([
  ['first', 3, 1],
  ['middle', 3, 2],
  ['middle', 2, 1],
  ['last', 3, 3],
  ['last', 1, 1],
  [7, 3, 7],
] as const)('the %s page of %i is number %i', (page, pages, number) => {
  expect(pageNumber(page, pages)).toBe(number);
});
