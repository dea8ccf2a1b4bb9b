import { expect, test } from 'vitest';
import { evenPlaces } from '../../../../../src/loop/models/kinds/even-places.ts';

test.each([
  [12, 3, [2, 6, 10]],
  [3, 3, [0, 1, 2]],
  [2, 4, [0, 0, 1, 1]],
  [10, 1, [5]],
])('of %i items, %i places', (items, count, places) => {
  expect(evenPlaces(items, count)).toEqual(places);
});
