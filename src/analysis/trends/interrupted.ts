import { type Month, textFromMonth } from '../../core/month.ts';
import type { InterruptedPoint, InterruptedTable, PlaceboEventTable } from '../../core/trend-analysis-tables.ts';
import type { CohortPart } from '../cohorts/figure.ts';
import { type EventBlock, eventBlocksWithin } from '../events.ts';
import { type ItsFit, interruptedSeries, type MonthlyValues } from '../methods/its.ts';
import { itsColumns } from '../methods/its-columns.ts';
import { LEAST_MARGIN, placeboEvents } from '../methods/placebo-events.ts';
import { artistsAtRisk, partSeries } from './part-series.ts';
import { reasonWords } from './reasons.ts';

/** The counterfactual is without this block and all later ones. */
const QUESTIONED = 'generative';
const HARMONICS = 2;
const CHANGES = ['level', 'slope'] as const;

/**
 * All uploads of a part as an interrupted series, with the known events given, not searched for: quasi-Poisson, uploads
 * in proportion to the artists who had entered by then, Newey–West errors. Each block is then moved to every other month
 * and its effect ranked among those, which is what to believe.
 */
export function interruptedTable(part: CohortPart): InterruptedTable {
  const series = exposedSeries(part);
  const { months } = series;
  const [first, last] = [months[0], months.at(-1)];
  const blocks = first === undefined || last === undefined ? [] : eventBlocksWithin(first, last, LEAST_MARGIN);
  const pulses = blocks.flatMap((block) => block.pulses);
  const model = { pulses, harmonics: HARMONICS, link: 'log' } as const;
  const fit = interruptedSeries(series, { ...model, interventions: blocks });
  const questioned = blocks.findIndex(({ id }) => id === QUESTIONED);
  const without = questioned < 0 || fit.terms.length === 0 ? [] : blocks.slice(questioned);
  const changes = without.length === 0 ? null : logChanges(series, fit, without);
  return {
    site: part.name,
    blocks: blocks.map(({ id, from, to }) => ({ id, from: textFromMonth(from), to: textFromMonth(to) })),
    terms: fit.terms.map(({ name, estimate, low, high, standardError, p }) => ({
      term: name,
      estimate,
      low,
      high,
      standardError,
      p,
    })),
    points: months.map((month, i): InterruptedPoint => {
      const fitted = fit.fitted[i] ?? null;
      const counterfactual = fitted === null || changes === null ? null : fitted / Math.exp(changes[i]!);
      return {
        month: textFromMonth(month),
        uploads: series.values[i]!,
        atRisk: series.exposure[i]!,
        fitted,
        counterfactual,
      };
    }),
    without: without.map(({ id }) => id),
    lags: fit.lags,
    dispersion: fit.dispersion,
    placebos: blocks.flatMap((block) =>
      CHANGES.map((change) => {
        const others = blocks.filter((other) => other !== block);
        return { block: block.id, change, ...ranked(series, block, { ...model, others, change }) };
      }),
    ),
    reason: reasonWords(fit.reason),
  };
}

interface ExposedSeries extends MonthlyValues {
  readonly months: readonly Month[];
  readonly values: Float64Array;
  readonly exposure: Float64Array;
}

/** Months before the first artist have nothing to be proportional to and are left out. */
function exposedSeries(part: CohortPart): ExposedSeries {
  const atRisk = artistsAtRisk(part);
  const [uploads] = partSeries(part);
  const from = atRisk.findIndex((artists) => artists > 0);
  const start = from < 0 ? atRisk.length : from;
  return {
    months: uploads!.months.slice(start),
    values: uploads!.values.slice(start),
    exposure: atRisk.slice(start),
  };
}

/** What the blocks add to the logarithm of each month's expected uploads; length n. */
function logChanges({ months }: ExposedSeries, fit: ItsFit, blocks: readonly EventBlock[]): Float64Array {
  const sum = new Float64Array(months.length);
  for (const { name, column } of itsColumns(
    months,
    blocks,
    blocks.flatMap(({ pulses }) => pulses),
    0,
  )) {
    const term = fit.terms.find((candidate) => candidate.name === name);
    if (name === 'trend' || term === undefined) continue;
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + term.estimate * column[i]!;
  }
  return sum;
}

function ranked(
  series: ExposedSeries,
  block: EventBlock,
  options: Parameters<typeof placeboEvents>[2],
): Omit<PlaceboEventTable, 'block' | 'change'> {
  const { event, placebos, rank, p, leastP, reason } = placeboEvents(series, block, options);
  return {
    month: textFromMonth(block.from),
    effect: event?.effect ?? null,
    statistic: event?.statistic ?? null,
    rank,
    placebos: placebos.map(({ month, effect, statistic }) => ({ month: textFromMonth(month), effect, statistic })),
    p,
    leastP,
    reason: reasonWords(reason),
  };
}
