import { expect, test } from 'vitest';
import { censoredLayers, drawnPoints, hollowWords } from '../../../src/charts/month-states.ts';
import type { SeriesPoint } from '../../../src/core/trend-tables.ts';

const point = (month: string, value: number | null): SeriesPoint => ({ month, value, low: value, high: value });
const POINTS = [point('2022-11', 4), point('2022-12', 0), point('2023-01', null), point('2023-02', null)];

test('months that were not observed are not drawn, and a month without uploads is', () => {
  expect(drawnPoints(POINTS, 0).map(({ month, state }) => [month, state])).toEqual([
    ['2022-11', 'complete'],
    ['2022-12', 'complete'],
  ]);
});

test('with one history that is not whole every observed month is a lower bound', () => {
  expect(drawnPoints(POINTS, 1).map(({ state }) => state)).toEqual(['lower bound', 'lower bound']);
  expect(hollowWords(1).join()).toContain('lower bounds');
  expect(hollowWords(0)).toEqual([]);
});

test('the grey span begins with the first month that was not observed and ends with the window', () => {
  const [rect] = censoredLayers(POINTS, 100);
  expect(rect!.data.values).toEqual([{ start: Date.parse('2023-01-01'), end: Date.parse('2023-03-01') }]);
  expect(censoredLayers(POINTS.slice(0, 2), 100)).toEqual([]);
});
