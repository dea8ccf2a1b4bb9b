import { monthFromText, startOfMonth } from '../core/month.ts';
import { type MonthState, monthState, type SeriesPoint } from '../core/trend-tables.ts';
import { timesOf } from './time-axis.ts';

/** A month of a series as a figure draws it. */
export interface DrawnPoint extends SeriesPoint {
  readonly value: number;
  /** The middle of the month, in milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly state: MonthState;
}

/** The months of a series that were observed, with what each is worth. @param incompleteArtists as for `monthState` */
export function drawnPoints(points: readonly SeriesPoint[], incompleteArtists: number): DrawnPoint[] {
  const times = timesOf(points);
  return points.flatMap((point, i) => {
    const { value } = point;
    return value === null ? [] : [{ ...point, value, time: times[i]!, state: monthState(point, incompleteArtists) }];
  });
}

/** A mark of points; with `pointFill` they are hollow in months that are lower bounds. */
export const POINT_MARK = { type: 'point', size: 22, strokeWidth: 1.3, opacity: 1 } as const;

/** @param otherwise how the points of complete months are filled */
export function pointFill<Filled extends object>(otherwise: Filled) {
  return { condition: { test: "datum.state !== 'complete'", value: '#ffffff' }, ...otherwise };
}

/** What the points of a figure mean, for its subtitle; no line where every history is whole. */
export function hollowWords(incompleteArtists: number): string[] {
  return incompleteArtists === 0
    ? []
    : ['Hollow points: lower bounds. Histories that are not complete may lack works of any month.'];
}

/** A grey span over the months at the end of a series that were not over when some history was read. */
export function censoredLayers(points: readonly SeriesPoint[], height: number) {
  const first = points.find((point) => monthState(point, 0) === 'censored');
  if (first === undefined) return [];
  const start = startOfMonth(monthFromText(first.month));
  const end = startOfMonth(monthFromText(points.at(-1)!.month) + 1);
  const data = { values: [{ start, end }] };
  return [
    {
      data,
      mark: { type: 'rect' as const, color: '#000000', opacity: 0.07 },
      encoding: {
        x: { field: 'start', type: 'temporal' as const },
        x2: { field: 'end' },
        y: { value: 0 },
        y2: { value: height },
      },
    },
    {
      data,
      mark: {
        type: 'text' as const,
        text: 'not observed',
        align: 'right' as const,
        dx: -4,
        fontSize: 10,
        color: '#555555',
      },
      encoding: { x: { field: 'end', type: 'temporal' as const }, y: { value: height - 8 } },
    },
  ];
}
