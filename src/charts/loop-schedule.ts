import type { LoopBounds, LoopFlow, LoopPath } from '../core/loop-tables.ts';
import { monthFromText, startOfMonth } from '../core/month.ts';
import {
  type Chart,
  CONFIG,
  FAINT_COLOUR,
  PANEL_HEIGHT,
  PANEL_WIDTH,
  panelTitle,
  SENIOR_COLOUR,
  SERIES_COLOURS,
} from './theme.ts';
import { middleOfMonth, timeAxis } from './time-axis.ts';

/** Above this share of new works λ is 1/2 or more: synthetic works are a third of all. */
const SHARE_AT_BOUND = 1 / 3;

/**
 * What drives a loop, in calendar time. Above: the generated share of each generation's months along the 5, 50 and 95 %
 * paths, against the share at which λ is 1/2. Below: by month the probability that the uploads are on the safe side.
 *
 * @param flows what generations stand for; drawn alone where there are no paths
 * @param paths by level, rising; empty without a posterior
 * @param bounds by month; empty without a posterior
 */
export function scheduleChart(
  flows: readonly LoopFlow[],
  paths: readonly LoopPath[],
  bounds: readonly LoopBounds[],
  title: string,
): Chart {
  const from = monthFromText(flows[0]!.from);
  const to = Math.max(...[...flows.map((flow) => flow.to), ...bounds.map(({ month }) => month)].map(monthFromText));
  const x = timeAxis(from, to);
  return {
    title: { text: title, subtitle: [...SUBTITLE] },
    vconcat: [sharesPanel(flows, paths, x), ...(bounds.length === 0 ? [] : [boundsPanel(bounds, x)])],
    spacing: 28,
    config: CONFIG,
  };
}

const SUBTITLE = [
  'λ is generated over human works. Below 1/2 retraining is sure to be stable (Bertrand et al. 2024); the bound is sufficient,',
  'not necessary. Flow: the works of the month or generation alone. Stock: everything uploaded so far.',
] as const;

function sharesPanel(flows: readonly LoopFlow[], paths: readonly LoopPath[], x: ReturnType<typeof timeAxis>) {
  const shareOf = (path: LoopPath | undefined, generation: number) =>
    path?.flows.find((flow) => flow.generation === generation)?.share ?? null;
  const values = flows.flatMap(({ generation, from, to, share }) =>
    // Each generation is a step from its first instant to its last.
    [startOfMonth(monthFromText(from)), startOfMonth(monthFromText(to) + 1)].map((time) => ({
      time,
      generation,
      share,
      low: shareOf(paths[0], generation) ?? share,
      high: shareOf(paths.at(-1), generation) ?? share,
    })),
  );
  const top = Math.min(1, 1.1 * Math.max(SHARE_AT_BOUND, ...values.map(({ high }) => high)));
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [0, top] },
    axis: { title: 'generated share', format: '.0%', tickCount: 4, minExtent: 40 },
  };
  const words = paths.length === 0 ? 'labelled share' : 'line: 50 % path; band: from the 5 % to the 95 % path';
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    title: panelTitle('Share that each generation stands for', `${words}; dashed: the share at which λ = 1/2`),
    layer: [
      {
        data: { values },
        mark: { type: 'area' as const, color: SENIOR_COLOUR, opacity: 0.18 },
        encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'line' as const, color: SENIOR_COLOUR, strokeWidth: 2 },
        encoding: { x, y: { field: 'share', ...y } },
      },
      {
        data: { values: [{ bound: SHARE_AT_BOUND }] },
        mark: { type: 'rule' as const, color: FAINT_COLOUR, strokeDash: [5, 4] },
        encoding: { y: { field: 'bound', ...y } },
      },
    ],
  };
}

function boundsPanel(bounds: readonly LoopBounds[], x: ReturnType<typeof timeAxis>) {
  const values = bounds.flatMap(({ month, flowMet, stockMet, harmless }) =>
    [
      { claim: FLOW, probability: flowMet },
      { claim: STOCK, probability: stockMet },
      ...harmless.map(({ bias, probability }) => ({ claim: `no harm at bias ${bias}`, probability })),
    ].flatMap(({ claim, probability }) =>
      probability === null ? [] : [{ time: middleOfMonth(monthFromText(month)), month, claim, probability }],
    ),
  );
  const claims = [...new Set(values.map(({ claim }) => claim))];
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT - 30,
    title: panelTitle(
      'Probability of being on the safe side',
      'no harm: the effective sample size of the fresh-data loop is not below its real items (Alemohammad et al. 2023)',
    ),
    data: { values },
    mark: { type: 'line' as const, strokeWidth: 1.8, point: { size: 22 } },
    encoding: {
      x,
      y: {
        field: 'probability',
        type: 'quantitative' as const,
        scale: { domain: [0, 1] },
        axis: { title: 'probability', tickCount: 5, minExtent: 40 },
      },
      color: {
        field: 'claim',
        type: 'nominal' as const,
        scale: { domain: claims, range: claims.map((_, index) => SERIES_COLOURS[index % SERIES_COLOURS.length]!) },
        legend: { title: null, orient: 'bottom' as const, symbolType: 'stroke' as const },
      },
      tooltip: ['claim', 'month', 'probability'].map((field) => ({ field, type: 'nominal' as const })),
    },
  };
}

const FLOW = 'λ < 1/2, flow';
const STOCK = 'λ < 1/2, stock';
