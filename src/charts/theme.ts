import type { TopLevelSpec } from 'vega-lite';

/** What every figure is: panels below each other under one title. */
export type Chart = Extract<TopLevelSpec, { readonly vconcat: unknown }>;

/** A pair that stays apart in every common form of colour blindness, and in grey. */
export const SENIOR_COLOUR = '#1f4e9c';
export const JUNIOR_COLOUR = '#c8501e';
export const NEUTRAL_COLOUR = '#333333';
export const FAINT_COLOUR = '#8a8a8a';

/** Okabe, M. & Ito, K. (2008). Color Universal Design: for more than two series. */
export const SERIES_COLOURS = ['#1f4e9c', '#c8501e', '#00785a', '#8c5fa8', '#7a5a00', '#333333'] as const;

export const PANEL_WIDTH = 720;
export const PANEL_HEIGHT = 170;

/** DejaVu Sans is what the PNG is drawn with; browsers without it take the next. */
const FONT = 'DejaVu Sans, Verdana, sans-serif';

/** Looks shared by all figures. Text sizes are in pixels of a figure about 800 wide. */
export const CONFIG = {
  font: FONT,
  background: '#ffffff',
  view: { stroke: null },
  axis: {
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 'normal',
    labelColor: '#333333',
    titleColor: '#333333',
    gridColor: '#e8e8e8',
    domainColor: '#999999',
    tickColor: '#999999',
  },
  title: {
    anchor: 'start',
    fontSize: 16,
    fontWeight: 'bold',
    subtitleFontSize: 11,
    subtitleColor: '#555555',
    subtitlePadding: 5,
    frame: 'group',
    offset: 14,
  },
} as const satisfies TopLevelSpec['config'];

/** Title above one panel of a figure. */
export function panelTitle(text: string, subtitle: string | readonly string[]) {
  return { text, subtitle: [subtitle].flat(), fontSize: 13, offset: 8, anchor: 'start' as const };
}
