import { expect, test } from 'vitest';
import { groupsOf } from '../../../../../src/loop/models/kinds/sizes.ts';

test.each([
  [[32, 64, 96, 128], 8],
  [[16], 8],
  [[24, 36], 6],
  [[6, 9], 3],
  [[7, 14], 7],
  [[5, 7], 1],
])('channels of widths %j are normalised in %i groups', (widths, groups) => {
  expect(groupsOf(widths)).toBe(groups);
});
