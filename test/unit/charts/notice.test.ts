import { compile } from 'vega-lite';
import { expect, test, vi } from 'vitest';
import { withNotice } from '../../../src/charts/notice.ts';
import { totalsChart } from '../../../src/charts/totals.ts';
import { analysisOf } from '../../support/analysis.ts';

const { from, to, events, draws, totals } = analysisOf(['artstation']);
const chart = totalsChart(totals, { from, to, events, draws });

test('a notice stands above all panels and leaves the figure as it was', () => {
  const noticed = withNotice(chart, 'Invented data');
  expect(JSON.stringify(noticed.vconcat[0])).toContain('Invented data');
  expect({ ...noticed, vconcat: noticed.vconcat.slice(1) }).toEqual(chart);
});

test('a figure with a notice compiles without a warning', () => {
  const warn = vi.fn();
  const logger = { warn, info: () => logger, debug: () => logger, error: warn, level: () => logger };
  compile(withNotice(chart, 'Invented data'), { logger: logger as never }); // Vega's logger type wants overloads a stub does not have
  expect(warn.mock.calls).toEqual([]);
});
