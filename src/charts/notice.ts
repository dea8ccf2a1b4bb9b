import { type Chart, PANEL_WIDTH } from './theme.ts';

const HEIGHT = 24;
const COLOUR = '#9c1c00';

/** Puts a warning above the panels of a figure: as part of the picture it goes wherever the picture goes. */
export function withNotice(chart: Chart, notice: string): Chart {
  const panel = {
    width: PANEL_WIDTH,
    height: HEIGHT,
    view: { fill: '#fff0e8', stroke: COLOUR },
    data: { values: [{ notice }] },
    mark: {
      type: 'text' as const,
      align: 'left' as const,
      baseline: 'middle' as const,
      fontSize: 12,
      fontWeight: 'bold' as const,
      color: COLOUR,
    },
    encoding: {
      x: { value: 9 },
      y: { value: HEIGHT / 2 },
      text: { field: 'notice', type: 'nominal' as const },
    },
  };
  return { ...chart, vconcat: [panel, ...chart.vconcat] };
}
