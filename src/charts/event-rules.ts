import { monthFromText, startOfMonth } from '../core/month.ts';
import { FAINT_COLOUR, PANEL_WIDTH } from './theme.ts';

export interface EventMark {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly label: string;
}

const ROW_HEIGHT = 13;
const TEXT_SIZE = 10;
/** Width of a character of DejaVu Sans at that size, on the wide side. */
const CHARACTER_WIDTH = 6.2;

/**
 * On which row above the plot each label stands, 0 the lowest: labels run to the right of their rule, and the rule of
 * a later event never crosses the label of an earlier one.
 *
 * @param x left ends in pixels, rising
 * @param widths of the labels in pixels
 */
export function labelRows(x: readonly number[], widths: readonly number[]): number[] {
  const rows: number[] = new Array(x.length).fill(0);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let later = i + 1; later < x.length && x[later]! <= x[i]! + widths[i]!; later++) {
      rows[i] = Math.max(rows[i]!, rows[later]! + 1);
    }
  }
  return rows;
}

/**
 * Layers that draw events as rules over a panel, and their labels above it.
 *
 * @param from first month of the panel, `YYYY-MM`
 * @param to last month
 * @param height of the panel in pixels
 * @param isLabelled false for panels below the first: rules only
 */
export function eventLayers(
  events: readonly EventMark[],
  from: string,
  to: string,
  height: number,
  isLabelled: boolean,
) {
  const marks = placed(events, from, to);
  const rule = (event: (typeof marks)[number]) => ({
    data: { values: [{ time: event.time, event: event.label, date: event.date }] },
    mark: { type: 'rule' as const, color: FAINT_COLOUR, strokeWidth: 0.8, strokeDash: [2, 2] },
    encoding: {
      x: { field: 'time', type: 'temporal' as const },
      y: { value: isLabelled ? -6 - event.row * ROW_HEIGHT : 0 },
      y2: { value: height },
      tooltip: [
        { field: 'event', type: 'nominal' as const },
        { field: 'date', type: 'nominal' as const },
      ],
    },
  });
  const label = (event: (typeof marks)[number]) => ({
    data: { values: [{ time: event.time }] },
    mark: {
      type: 'text' as const,
      text: event.label,
      align: 'left' as const,
      baseline: 'middle' as const,
      dx: 3,
      fontSize: TEXT_SIZE,
      color: '#555555',
    },
    encoding: { x: { field: 'time', type: 'temporal' as const }, y: { value: -6 - event.row * ROW_HEIGHT } },
  });
  return [...marks.map(rule), ...(isLabelled ? marks.map(label) : [])];
}

function placed(events: readonly EventMark[], from: string, to: string) {
  const start = startOfMonth(monthFromText(from));
  const end = startOfMonth(monthFromText(to) + 1);
  const inside = events
    .map((event) => ({ ...event, time: Date.parse(event.date) }))
    .filter(({ time }) => time >= start && time < end)
    .sort((a, b) => a.time - b.time);
  const rows = labelRows(
    inside.map(({ time }) => ((time - start) / (end - start)) * PANEL_WIDTH),
    inside.map(({ label }) => label.length * CHARACTER_WIDTH + 6),
  );
  return inside.map((event, i) => ({ ...event, row: rows[i]! }));
}
