import { placeboWords } from '../charts/interrupted.ts';
import { pWords } from '../charts/words.ts';
import type {
  CareerTable,
  DifferenceTable,
  Estimate,
  InterruptedTable,
  RateRatioTable,
  TrendAnalysis,
  TrendRow,
} from '../core/trend-analysis-tables.ts';
import { signedNumber } from '../core/words.ts';

/** A trend analysis in lines of text: one a series, an event and change, a rule of careers, a site. */
export function trendsText({ trends, interrupted, careers, rateRatios, differences }: TrendAnalysis): string {
  return [
    'Trends in % of the mean a year: draws of artists; Theil–Sen; Newey–West',
    ...trends.map(trendLine),
    'Known events among all other months',
    ...interrupted.flatMap(eventLines),
    'Careers by entry year',
    ...careers.map(careerLine),
    'Uploads of the same artists, after over before',
    ...rateRatios.map(ratioLine),
    'Against earlier artists of equal tenure',
    ...differences.map(differenceLine),
  ].join('\n');
}

function trendLine({ site, measure, bootstrap, theilSen, neweyWest, hamedRao, adjustedP, reason }: TrendRow): string {
  const head = `  ${site} ${measure.padEnd(9)}`;
  if (bootstrap.estimate === null) return `${head} ${reason}`;
  const slopes = [bootstrap, theilSen, neweyWest].map((slope) => interval(slope, signedNumber)).join('; ');
  return `${head} ${slopes}  Hamed–Rao ${pWords(hamedRao.p)}, adjusted ${pWords(adjustedP)}`;
}

function eventLines({ site, blocks, placebos, reason }: InterruptedTable): string[] {
  if (reason !== null) return [`  ${site}: no model, ${reason}`];
  if (blocks.length === 0) return [`  ${site}: no block of events has 6 known months on either side`];
  return placebos.map((event) => `  ${site}: ${placeboWords(event)}`);
}

function careerLine({ site, silence, years, logRank, reason }: CareerTable): string {
  const artists = years.reduce((sum, { subjects }) => sum + subjects, 0);
  const test = reason ?? `one curve for all: log-rank ${pWords(logRank.p)}`;
  return `  ${site}: gone after ${silence} silent months, ${artists} artists of ${years.length} entry years; ${test}`;
}

function ratioLine({ site, dates, rankP, leastP }: RateRatioTable): string {
  const ratios = dates.map(({ date, isPlacebo, reason, ...ratio }) => {
    return `${date}${isPlacebo ? '' : ' (real)'} ${ratio.estimate === null ? reason : interval(ratio, factor)}`;
  });
  const rank =
    rankP === null || leastP === null ? '' : `; rank p ${rankP.toFixed(2)}, least possible ${leastP.toFixed(2)}`;
  return `  ${site}: ${ratios.join('; ')}${rank}`;
}

function differenceLine({ site, event, rateRatio, p, preTrend, reason }: DifferenceTable): string {
  if (rateRatio.estimate === null) return `  ${site}: none at ${event}, ${reason}`;
  return `  ${site}: rates changed at ${event} by a factor of ${interval(rateRatio, factor)}, ${pWords(p)}; alike before: ${pWords(preTrend.p)}`;
}

function interval({ estimate, low, high }: Estimate, text: (value: number) => string): string {
  const [value, from, to] = [estimate, low, high].map((end) => (end === null ? '–' : text(end)));
  return `${value} [${from}, ${to}]`;
}

function factor(value: number): string {
  return value.toFixed(2);
}
