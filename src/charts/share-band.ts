import { textFromMonth } from '../core/month.ts';
import type { ShareEstimate } from '../core/shares.ts';
import { SENIOR_COLOUR } from './theme.ts';
import { middleOfMonth } from './time-axis.ts';

/** Estimates that have draws and count assisted works as not generated: those that a figure of labels can show. */
export function drawnEstimates(estimates: readonly ShareEstimate[]): ShareEstimate[] {
  return estimates.filter(({ assistedWeight, median }) => assistedWeight === 0 && median !== null);
}

/**
 * The corrected share of one site: median and 90 % band of the posterior draws, the median dashed in months whose share
 * is told from other months alone. Bands that leave the scale are cut.
 *
 * @param x, y channels of the panel, y without its field
 */
export function bandLayers<X extends object, Y extends object>(estimates: readonly ShareEstimate[], x: X, y: Y) {
  const values = estimates.map((row) => ({
    time: middleOfMonth(row.month),
    monthText: textFromMonth(row.month),
    bandLow: row.low,
    bandHigh: row.high,
    median: row.median,
    fromLabels: row.basis === 'labels' ? row.median : null,
    basis: row.basis,
  }));
  return [
    {
      data: { values },
      mark: { type: 'area' as const, color: SENIOR_COLOUR, opacity: 0.16 },
      encoding: { x, y: { field: 'bandLow', ...y }, y2: { field: 'bandHigh' } },
    },
    {
      data: { values },
      mark: { type: 'line' as const, color: SENIOR_COLOUR, strokeWidth: 1.2, strokeDash: [3, 3] },
      encoding: { x, y: { field: 'median', ...y } },
    },
    {
      data: { values },
      mark: {
        type: 'line' as const,
        color: SENIOR_COLOUR,
        strokeWidth: 1.8,
        invalid: 'break-paths-filter-domains' as const,
      },
      encoding: {
        x,
        y: { field: 'fromLabels', ...y },
        tooltip: [
          { field: 'monthText', type: 'nominal' as const, title: 'month' },
          { field: 'median', type: 'quantitative' as const, format: '.2%' },
          { field: 'bandLow', type: 'quantitative' as const, format: '.2%' },
          { field: 'bandHigh', type: 'quantitative' as const, format: '.2%' },
          { field: 'basis', type: 'nominal' as const },
        ],
      },
    },
  ];
}
