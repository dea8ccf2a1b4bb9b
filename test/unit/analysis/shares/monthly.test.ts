import { expect, test } from 'vitest';
import { monthlyShares } from '../../../../src/analysis/shares/monthly.ts';
import type { LabelCounts } from '../../../../src/core/activity.ts';

const counts: LabelCounts = {
  site: 'danbooru',
  month: 633,
  labelRegime: 'danbooru-tags',
  uploads: 6000,
  yes: 600,
  assisted: 400,
  no: 4000,
  unknown: 1000,
};

test('assisted works count as not generated, unknown ones not at all', () => {
  const [row] = monthlyShares([counts]);
  expect(row).toMatchObject({ uploads: 6000, labelled: 5000, yes: 600, assisted: 400, share: 0.12 });
  expect(row?.low).toBeCloseTo(0.1112832, 7);
  expect(row?.high).toBeCloseTo(0.1293003, 7);
});

test('unlabelled works move neither share nor bounds', () => {
  const [with1000] = monthlyShares([counts]);
  const [with0] = monthlyShares([{ ...counts, uploads: 5000, unknown: 0 }]);
  expect({ ...with0, uploads: 6000 }).toEqual(with1000);
});

test.each(['none', 'danbooru-tags'])(
  'a month of regime %s without labels has no share and bounds [0, 1]',
  (labelRegime) => {
    const [row] = monthlyShares([{ ...counts, labelRegime, yes: 0, assisted: 0, no: 0, unknown: 6000 }]);
    expect(row).toMatchObject({ labelRegime, labelled: 0, share: null, low: 0, high: 1 });
  },
);

test('marks set before anyone was asked make no share', () => {
  const [row] = monthlyShares([{ ...counts, labelRegime: 'none', yes: 3, assisted: 0, no: 0, unknown: 5997 }]);
  expect(row).toMatchObject({ yes: 3, share: null, low: 0, high: 1 });
});

test('a month where nothing was generated has share 0 and an upper bound above it', () => {
  const [row] = monthlyShares([{ ...counts, yes: 0, assisted: 0, no: 250 }]);
  expect(row?.share).toBe(0);
  expect(row?.high).toBeCloseTo(0.0151333, 7);
});

test('rows keep their order and number', () => {
  const rows = monthlyShares([counts, { ...counts, month: 630 }, { ...counts, site: 'artstation' }]);
  expect(rows.map(({ site, month }) => [site, month])).toEqual([
    ['danbooru', 633],
    ['danbooru', 630],
    ['artstation', 633],
  ]);
});
