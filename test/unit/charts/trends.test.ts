import { compile } from 'vega-lite';
import { expect, test, vi } from 'vitest';
import { careersChart } from '../../../src/charts/careers.ts';
import { interruptedChart, placeboWords } from '../../../src/charts/interrupted.ts';
import { trendChart } from '../../../src/charts/trend-table.ts';
import type {
  CareerTable,
  InterruptedTable,
  PlaceboEventTable,
  TrendRow,
} from '../../../src/core/trend-analysis-tables.ts';

const slope = { estimate: 4, low: 1, high: 9 };
const row: TrendRow = {
  site: 'danbooru',
  measure: 'uploads',
  from: '2021-01',
  to: '2021-12',
  months: 12,
  state: 'complete',
  meanPerMonth: 30,
  bootstrap: slope,
  theilSen: slope,
  neweyWest: { ...slope, lags: 2 },
  mannKendall: { p: 0.004, method: 'normal' },
  hamedRao: { p: 0.01, factor: 1 },
  adjustedP: 0.03,
  changePoints: [],
  agreedChangePoints: [],
  reason: null,
};
const event: PlaceboEventTable = {
  block: 'generative',
  change: 'level',
  month: '2022-07',
  effect: Math.log(0.88),
  statistic: -2,
  rank: 3,
  placebos: Array.from({ length: 15 }, (_, i) => ({ month: `2021-${String(i + 1)}`, effect: 0, statistic: i / 10 })),
  p: 3 / 16,
  leastP: 1 / 16,
  reason: null,
};
const table: InterruptedTable = {
  site: 'danbooru',
  blocks: [{ id: 'generative', from: '2022-07', to: '2022-09' }],
  terms: [],
  points: [
    { month: '2022-06', uploads: 100, atRisk: 10, fitted: 99, counterfactual: 99 },
    { month: '2022-07', uploads: 80, atRisk: 10, fitted: 82, counterfactual: 1e6 },
  ],
  without: ['generative'],
  lags: 3,
  dispersion: 2,
  placebos: [event],
  reason: null,
};
const step = (month: number, atRisk: number, survival: number) => ({
  month,
  atRisk,
  exits: 1,
  survival,
  low: null,
  high: null,
});
const career: CareerTable = {
  site: 'danbooru',
  silence: 6,
  years: [
    { year: 2018, subjects: 10, exits: 2, medianMonths: null, steps: [step(3, 10, 0.9), step(14, 5, 0.72)] },
    { year: 2019, subjects: 12, exits: 1, medianMonths: null, steps: [step(2, 12, 0.92)] },
  ],
  logRank: { chiSquare: 6, degreesOfFreedom: 1, p: 0.014 },
  dropped: { incomplete: 1, tooRecent: 2, fewInYear: 3 },
  reason: null,
};

test('the figures compile without a warning', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    const options = { from: '2022-01', to: '2022-12', events: [{ date: '2022-08-22', label: 'release' }] };
    for (const chart of [trendChart([row], 50), interruptedChart([table], options), careersChart([career])]) {
      expect(compile(chart).spec.marks!.length).toBeGreaterThan(0);
    }
    expect(warn).not.toHaveBeenCalled();
  } finally {
    warn.mockRestore();
  }
});

test('a trend is clear where the interval of artist draws and the adjusted p agree, and not where one of them does not', () => {
  expect(trendChart([row], 50).title).toMatchObject({
    text: expect.stringMatching(/^1 of 1 series have a clear trend/),
  });
  for (const unclear of [
    { ...row, adjustedP: 0.2 },
    { ...row, bootstrap: { ...slope, low: -1 } },
  ]) {
    expect(trendChart([unclear], 50).title).toMatchObject({ text: 'No series has a clear trend' });
  }
});

test('a change at an event is told with its rank and the least possible p', () => {
  const words = 'generative (from 2022-07), level −12.0 %: rank 3 of 16, p = 0.19, least possible 0.06';
  expect(placeboWords(event)).toBe(words);
  const near = {
    ...event,
    rank: null,
    p: null,
    leastP: null,
    reason: 'there are fewer than 6 months on one side of it',
  };
  expect(placeboWords(near)).toBe(
    'generative (from 2022-07), level −12.0 %: there are fewer than 6 months on one side of it',
  );
  expect(placeboWords({ ...near, effect: null })).toMatch(/^generative \(from 2022-07\), level: there are/);
});

test('an extrapolation does not flatten the months that were observed', () => {
  const chart = JSON.stringify(interruptedChart([table], { from: '2022-01', to: '2022-12', events: [] }));
  expect(chart).toContain('"domain":[0,140]');
  expect(chart).toContain('without the events from July 2022 on');
});

test('artists at risk are those neither gone nor censored before the month', () => {
  const chart = JSON.stringify(careersChart([career]));
  const risks = [...chart.matchAll(/"year":"(\d+)","month":(\d+),"atRisk":(\d+)\}/g)].map(([, ...parts]) =>
    parts.join(' '),
  );
  expect(risks).toEqual(['2018 0 10', '2018 12 5', '2019 0 12', '2019 12 0']);
  expect(chart).toContain('22 artists, 6 left out; log-rank over all entry years p = 0.014');
});
