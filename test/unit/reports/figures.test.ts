import { expect, test } from 'vitest';
import type { MonthlyShare } from '../../../src/core/shares.ts';
import { figureList, reportFigures, underRegimes } from '../../../src/reports/figures.ts';
import { analysisOf } from '../../support/analysis.ts';
import { reportedLoop } from '../../support/loop.ts';

const NOTICE = 'Stand-in sites, invented data: ArtStation';
const SHARE: MonthlyShare = {
  site: 'artstation',
  month: 636,
  labelRegime: 'artstation-tag',
  uploads: 100,
  labelled: 80,
  yes: 8,
  assisted: 0,
  share: 0.1,
  low: 0.05,
  high: 0.19,
};
const METRIC = {
  arm: 'shares',
  generation: 0,
  metric: 'mean_variance',
  measured: 1,
  standardError: 0.1,
  predicted: null,
};
const FLOW = { generation: 1, from: '2023-01', to: '2023-06', uploads: 600, share: 0.1 };
const CONSTANT = reportedLoop('constant', [METRIC]);
const MEASURED = reportedLoop('measured', [METRIC], { manifest: { ...CONSTANT.manifest, flows: [FLOW] } });

const marked = (notice: string | null) =>
  figureList(reportFigures(analysisOf(['artstation']), [SHARE], [MEASURED, CONSTANT], notice))
    .filter(({ spec }) => JSON.stringify(spec).includes(NOTICE))
    .map(({ name }) => name);

test('every figure made from stored uploads carries the notice, a loop of constants does not', () => {
  expect(marked(NOTICE)).toEqual([
    'totals',
    'cohorts',
    'placebo',
    'cohorts-uploads',
    'shares',
    'measured-schedule',
    'measured-sets',
    'measured',
  ]);
});

test('figures of real sites carry none', () => {
  expect(marked(null)).toEqual([]);
});

test('sites that never had a label regime are left out of the shares', () => {
  const other: MonthlyShare = { ...SHARE, site: 'elsewhere', labelRegime: 'none', share: null, low: 0, high: 1 };
  expect(underRegimes([SHARE, { ...SHARE, month: 635, labelRegime: 'none', share: null }, other])).toHaveLength(2);
  expect(reportFigures(analysisOf(['elsewhere']), [other], [], null).shares).toBeNull();
});
