import { expect, test } from 'vitest';
import { UsageError } from '../../../../src/core/errors.ts';
import { monthFromText } from '../../../../src/core/month.ts';
import { monthBounds } from '../../../../src/loop/schedules/bounds.ts';
import { drawsOf } from './share-draws.ts';

const draws = drawsOf(
  '2023-01',
  [100, 100],
  [
    [0.1, 0.3],
    [0.2, 0.4],
    [0.3, 0.9],
    [0.4, 1],
  ],
);
const options = { from: monthFromText('2023-01'), to: monthFromText('2023-02'), items: 1000 };
const bounds = monthBounds(draws, { ...options, initialStock: 100 });

test('the flow meets the bound where a draw has a share below a third', () => {
  expect(bounds.map(({ flowMet }) => flowMet)).toEqual([0.75, 0.25]);
});

test('the stock meets it longer: generated over human works since the first month', () => {
  // First month 10/190 … 40/160. Second: 40/260, 60/240, 120/180, 140/160: the last two exceed ½.
  expect(bounds.map(({ stockMet }) => stockMet)).toEqual([1, 0.5]);
});

test('generated works do no harm in the draws with few of them', () => {
  // Of 1000 items, at bias .8 a tenth generated does no harm and a fifth does; at .9 three tenths do none and .4 does.
  expect(bounds[0]!.harmless).toEqual([
    { bias: 0.8, probability: 0.25 },
    { bias: 0.9, probability: 0.75 },
  ]);
});

test('a stock that is not known has no probability', () => {
  expect(monthBounds(draws, { ...options, initialStock: null }).map(({ stockMet }) => stockMet)).toEqual([null, null]);
});

test('months without draws are refused', () => {
  expect(() => monthBounds(draws, { ...options, to: options.to + 1, initialStock: 100 })).toThrow(UsageError);
});
test.each([
  ['no stock', { initialStock: 0 }],
  ['a single item', { initialStock: 1, items: 1 }],
])('%s is refused', (_, keys) => {
  expect(() => monthBounds(draws, { ...options, ...keys })).toThrow(RangeError);
});
