import { type Month, monthFromText, startOfMonth } from '../core/month.ts';

/** The middle of a month, where its count is drawn: events then stand between the months they part. */
export function middleOfMonth(month: Month): number {
  return (startOfMonth(month) + startOfMonth(month + 1)) / 2;
}

/**
 * x from the first instant of one month to the last of another, in UTC, with years as labels and quarters as ticks.
 * Instants are given by their parts: Vega-Lite writes plain numbers as an expression that Vega's interpreter, which runs
 * in pages without eval, reads as years.
 */
export function timeAxis(from: Month, to: Month) {
  const quarters: DateTime[] = [];
  for (let month = from; month <= to + 1; month++) if (month % 3 === 0) quarters.push(firstDay(month));
  return {
    field: 'time',
    type: 'temporal' as const,
    scale: { type: 'utc' as const, domain: [firstDay(from), firstDay(to + 1)], nice: false },
    axis: {
      title: null,
      values: quarters,
      grid: true,
      labelExpr: "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : utcFormat(datum.value, '%b')",
      labelFontWeight: {
        condition: { test: 'utcmonth(datum.value) == 0', value: 'bold' as const },
        value: 'normal' as const,
      },
      gridColor: { condition: { test: 'utcmonth(datum.value) == 0', value: '#cccccc' }, value: '#f0f0f0' },
      labelFlush: false,
    },
  };
}

interface DateTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly date: number;
  readonly utc: true;
}

function firstDay(month: Month): DateTime {
  const start = new Date(startOfMonth(month));
  return { year: start.getUTCFullYear(), month: start.getUTCMonth() + 1, date: 1, utc: true };
}

/** @param months as `YYYY-MM` */
export function timesOf(months: readonly { readonly month: string }[]): number[] {
  return months.map(({ month }) => middleOfMonth(monthFromText(month)));
}
