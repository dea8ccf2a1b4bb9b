import { SERIES_COLOURS } from './theme.ts';

/** One colour an arm, the same in every panel; the legend names them below the figure. */
export function armColours(arms: readonly string[]) {
  return {
    scale: { domain: [...arms], range: arms.map((_, index) => ARM_COLOURS[index % ARM_COLOURS.length]!) },
    legend:
      arms.length === 1 ? null : { title: null, orient: 'bottom' as const, symbolType: 'stroke' as const, columns: 4 },
  };
}

/** Two more than other figures need: three paths of a posterior and four references. */
const ARM_COLOURS = [...SERIES_COLOURS, '#d08700', '#5aa0d8'];

export function generationAxis() {
  return {
    field: 'generation',
    type: 'quantitative' as const,
    scale: { nice: false, padding: 8 },
    axis: { title: 'generation', tickMinStep: 1, tickCount: 6, format: 'd', grid: false },
  };
}
