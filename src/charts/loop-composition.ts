import type { LoopItems } from '../core/loop-tables.ts';
import { type Chart, CONFIG, PANEL_WIDTH } from './theme.ts';

const COLUMNS = 3;
const GAP = 26;
const HEIGHT = 110;

/**
 * What every generation's training set consists of, one panel an arm: shares of real items and of draws by each earlier
 * generation's model, stacked.
 *
 * @param items every batch of every set
 */
export function compositionChart(items: readonly LoopItems[]): Chart {
  const arms = [...new Set(items.map(({ arm }) => arm))];
  const last = Math.max(...items.map(({ generation }) => generation));
  const made = [...new Set(items.flatMap(({ sourceGeneration }) => sourceGeneration ?? []))].sort((a, b) => a - b);
  const sources = [REAL, ...made.map(nameOf)];
  const scale = {
    domain: sources,
    range: [REAL_COLOUR, ...made.map((source) => shade(source / Math.max(1, last - 1)))],
  };
  const columns = Math.min(COLUMNS, arms.length);
  const panels = arms.map((arm, index) => ({
    width: (PANEL_WIDTH - 60) / COLUMNS - GAP,
    height: HEIGHT,
    title: { text: arm, fontSize: 12, anchor: 'start' as const, offset: 5 },
    data: {
      values: stacked(
        items.filter((row) => row.arm === arm),
        [null, ...made],
        last,
      ),
    },
    mark: { type: 'area' as const, line: false, interpolate: 'step' as const },
    encoding: {
      x: {
        field: 'generation',
        type: 'quantitative' as const,
        scale: { nice: false, domain: [0, last] },
        axis: {
          title: index + columns >= arms.length ? 'generation' : null,
          tickMinStep: 1,
          tickCount: 5,
          format: 'd',
          grid: false,
        },
      },
      y: {
        field: 'share',
        type: 'quantitative' as const,
        stack: 'zero' as const,
        scale: { domain: [0, 1] },
        axis: { title: index % columns === 0 ? 'share of the set' : null, format: '.0%', tickCount: 3 },
      },
      color: {
        field: 'source',
        type: 'nominal' as const,
        scale,
        sort: sources,
        legend: { title: 'made by', orient: 'right' as const },
      },
      order: { field: 'order', type: 'quantitative' as const },
      tooltip: ['source', 'generation', 'items', 'share'].map((field) => ({ field, type: 'nominal' as const })),
    },
  }));
  return {
    title: {
      text: 'What each generation was trained on',
      subtitle: ['Share of the training set by the generation whose model made the items; green: real items.'],
    },
    vconcat: Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) => ({
      hconcat: panels.slice(row * columns, (row + 1) * columns),
      spacing: GAP,
    })),
    spacing: 18,
    config: CONFIG,
  };
}

const REAL = 'real';
const REAL_COLOUR = '#00785a';

function nameOf(source: number): string {
  return `generation ${source}`;
}

/** From light for the models of the first generations to dark for the latest. @param depth in [0, 1] */
function shade(depth: number): string {
  const mix = (light: number, dark: number) => Math.round(light + (dark - light) * depth);
  return `rgb(${mix(240, 122)}, ${mix(190, 48)}, ${mix(150, 18)})`;
}

/** One row a generation and source, also where it has none: areas need every corner. */
function stacked(items: readonly LoopItems[], sources: readonly (number | null)[], last: number) {
  return Array.from({ length: last + 1 }, (_, generation) => {
    const set = items.filter((row) => row.generation === generation);
    const size = set.reduce((sum, row) => sum + row.items, 0);
    return sources.map((source, order) => {
      const own = set.filter(({ sourceGeneration }) => sourceGeneration === source);
      const count = own.reduce((sum, row) => sum + row.items, 0);
      return {
        generation,
        source: source === null ? REAL : nameOf(source),
        order,
        items: count,
        share: size === 0 ? 0 : count / size,
      };
    });
  }).flat();
}
