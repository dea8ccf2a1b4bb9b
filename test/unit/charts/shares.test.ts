import { compile } from 'vega-lite';
import { expect, test, vi } from 'vitest';
import { sharesChart } from '../../../src/charts/shares.ts';
import type { MonthlyShare, ShareEstimate } from '../../../src/core/shares.ts';

const MONTHS = [635, 636, 637];
const shares = MONTHS.map((month): MonthlyShare => {
  const counts = { site: 'artstation', month, uploads: 100, assisted: 0 };
  return month < 636
    ? { ...counts, labelRegime: 'none', labelled: 0, yes: 0, share: null, low: 0, high: 1 }
    : { ...counts, labelRegime: 'artstation-tag', labelled: 80, yes: 8, share: 0.1, low: 0.05, high: 0.19 };
});
const estimates = [0, 1].flatMap((assistedWeight) =>
  shares.map(
    (row): ShareEstimate => ({
      site: row.site,
      month: row.month,
      assistedWeight: assistedWeight as 0 | 1, // the two that the list holds
      labelRegime: row.labelRegime,
      uploads: 100,
      labelled: row.labelled,
      observed: row.share,
      designEffect: 2,
      corrected: row.share,
      correctedLow: 0.04,
      correctedHigh: 0.2,
      low: 0.04,
      median: 0.111 + assistedWeight,
      high: row.share === null ? 0.9 : 0.4,
      basis: row.share === null ? 'walk' : 'labels',
    }),
  ),
);

test('with estimates it compiles without a warning', () => {
  const warn = vi.fn();
  const logger = { warn, info: () => logger, debug: () => logger, error: warn, level: () => logger };
  compile(sharesChart(shares, estimates), { logger: logger as never }); // a stub without overloads
  expect(warn.mock.calls).toEqual([]);
});

test('the band is that of assisted works counted 0, and what it means is told', () => {
  const text = JSON.stringify(sharesChart(shares, estimates));
  expect(text).toContain('"median":0.111');
  expect(text).not.toContain('"median":1.111');
  expect(text).toContain('median and 90 % band');
  expect(JSON.stringify(sharesChart(shares))).not.toContain('90 % band');
});

test('the scale holds the bands of labelled months, not those of months without labels', () => {
  expect(JSON.stringify(sharesChart(shares, estimates))).toContain('"domain":[0,0.44');
});

test('a site without draws is drawn by its labels alone', () => {
  const none = estimates.map((row) => ({ ...row, low: null, median: null, high: null, basis: null }));
  expect(JSON.stringify(sharesChart(shares, none))).not.toContain('90 % band');
});
