import { careersChart } from '../charts/careers.ts';
import type { EventMark } from '../charts/event-rules.ts';
import { interruptedChart, placeboWords } from '../charts/interrupted.ts';
import type { Chart } from '../charts/theme.ts';
import { trendChart } from '../charts/trend-table.ts';
import { pWords, siteName, wholeNumber } from '../charts/words.ts';
import type {
  CareerTable,
  DifferenceGroup,
  DifferenceTable,
  Estimate,
  InterruptedTable,
  RateRatioTable,
  TrendAnalysis,
  TrendRow,
} from '../core/trend-analysis-tables.ts';
import { signedNumber } from '../core/words.ts';
import { type Html, html } from './html.ts';

/** The rule of the figure; the table has the others beside it. */
const SILENCE = 6;

export interface TrendCharts {
  readonly trends: Chart | null;
  readonly interrupted: Chart | null;
  readonly careers: Chart | null;
}

export interface TrendChartOptions {
  readonly from: string;
  readonly to: string;
  readonly events: readonly EventMark[];
  readonly draws: number;
}

/** The figures of a trend analysis; null for those without data. */
export function trendCharts(
  { trends, interrupted, careers }: TrendAnalysis,
  { from, to, events, draws }: TrendChartOptions,
): TrendCharts {
  const shown = careers.filter(({ silence, years }) => silence === SILENCE && years.length > 0);
  return {
    trends: trends.some(({ bootstrap }) => bootstrap.estimate !== null) ? trendChart(trends, draws) : null,
    interrupted: interrupted.some(({ points }) => points.length > 0)
      ? interruptedChart(interrupted, { from, to, events })
      : null,
    careers: shown.length === 0 ? null : careersChart(shown),
  };
}

export type TrendDrawings = Readonly<Record<keyof TrendCharts, Html>>;

/** Trends beyond the split: series, events, careers, rates. @param drawings the figures, empty where there is none */
export function trendsSection(analysis: TrendAnalysis, drawings: TrendDrawings): Html {
  const { trends, interrupted, careers, rateRatios, differences } = analysis;
  return html`<section><h2>Trends of the series</h2>
${drawings.trends}
${trendTable(trends)}
<p>Months in which not every history was known are in no fit. The interval to believe is that of the draws of artists:
the others take the months for new evidence, though the same artists make them. The adjusted p holds for all series of
this table together. Change points are months where a new level begins in the series and in what a line leaves over, at
every penalty; all others are in tables/change_points.csv.</p>
</section>

<section><h2>Known events and any other month</h2>
${drawings.interrupted}
${placeboEventTable(interrupted)}
<p>Blocks of events are given beforehand, not searched for; within a block, monthly counts cannot tell its events apart.
Between blocks two months apart, changes of slope are told apart by those two months alone: their sum is what the dashed
line leaves out. An interrupted series calls any departure from the line before an effect, so the change is ranked among
those that the same model finds at every other month: p cannot be less than its least possible value. A month near the
event shares its effect, which makes p larger. Model terms are in tables/interrupted_terms.csv.</p>
</section>

<section><h2>How long artists stay</h2>
${drawings.careers}
${careerTable(careers)}
<p>Months from the first upload to the last. Who uploads again after the silence counts as never gone; months in which a
silence could not yet show are left out. Where artists were sampled by today’s audience or works, those who left early are
missing and careers look longer. One curve for all entry years is what a world without change has.</p>
</section>

<section><h2>Rates of the same artists</h2>
${rateRatios.map(rateRatioRows)}
<p>Uploads a month in the ${String(rateRatios[0]?.months ?? 12)} months from the date on over those in as many before it,
of artists who uploaded on both sides. As some of them stop soon after, the ratio lies below 1 where nothing happens: the
dates of earlier years show how far. Their windows end before the image generators.</p>
${differences.map(differenceParagraph)}
<p>Controls are artists of equal tenure three years earlier, their months set on the clock of the others. The controls’
months from March 2020 on are those of the pandemic. Where the groups are not told apart before
the event, that proves no equal trends: the test sees little with few artists. Month by month: tables/event_study.csv.</p>
</section>`;
}

const MEASURES = { uploads: 'uploads', artists: 'active artists', intensity: 'uploads per active artist' } as const;

function trendTable(rows: readonly TrendRow[]): Html {
  const body = rows.map((row) => {
    const head = html`<th>${siteName(row.site)}</th><td>${MEASURES[row.measure]}</td><td class="n">${row.months}</td>`;
    if (row.bootstrap.estimate === null) return html`<tr>${head}<td colspan="7">${row.reason ?? 'no trend'}</td></tr>`;
    const factor = row.hamedRao.factor === null ? '' : ` (×${row.hamedRao.factor.toFixed(2)})`;
    return html`<tr>${head}${slopeCell(row.bootstrap)}${slopeCell(row.theilSen)}${slopeCell(row.neweyWest)}
      <td class="n">${pValue(row.mannKendall.p)}</td><td class="n">${pValue(row.hamedRao.p)}${factor}</td>
      <td class="n">${pValue(row.adjustedP)}</td><td>${row.agreedChangePoints.join(', ') || 'none'}</td></tr>`;
  });
  return html`<table><caption>Slopes in % of the mean a year with 95 % intervals. Hamed and Rao: in brackets, what the variance was multiplied by.</caption>
    <thead><tr><th>site</th><th>series</th><th class="n">months</th><th class="n">draws of artists</th><th class="n">Theil–Sen</th>
    <th class="n">Newey–West</th><th class="n">Mann–Kendall p</th><th class="n">Hamed–Rao p</th><th class="n">adjusted p</th>
    <th>change points</th></tr></thead><tbody>${body}</tbody></table>`;
}

function slopeCell({ estimate, low, high }: Estimate): Html {
  if (estimate === null) return html`<td class="n">–</td>`;
  const interval = low === null || high === null ? '' : `[${signedNumber(low)}, ${signedNumber(high)}]`;
  return html`<td class="n"><b class="whole">${signedNumber(estimate)}</b> <span class="whole">${interval}</span></td>`;
}

function pValue(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

function placeboEventTable(tables: readonly InterruptedTable[]): Html {
  const items = tables.map(({ site, placebos, reason, blocks }) => {
    if (reason !== null) return html`<li><b>${siteName(site)}</b>: no model, ${reason}</li>`;
    if (blocks.length === 0)
      return html`<li><b>${siteName(site)}</b>: no block of events has 6 known months on either side</li>`;
    return html`<li><b>${siteName(site)}</b><ul>${placebos.map((event) => html`<li>${placeboWords(event)}</li>`)}</ul></li>`;
  });
  return html`<ul>${items}</ul>`;
}

function careerTable(careers: readonly CareerTable[]): Html {
  const rows = careers.map(({ site, silence, years, logRank, dropped, reason }) => {
    const artists = years.reduce((sum, { subjects }) => sum + subjects, 0);
    const test =
      reason ??
      `${pWords(logRank.p)} (χ² ${logRank.chiSquare!.toFixed(1)}, ${logRank.degreesOfFreedom} degrees of freedom)`;
    return html`<tr><th>${siteName(site)}</th><td class="n">${silence}</td><td class="n">${wholeNumber(artists)}</td>
      <td class="n">${wholeNumber(dropped.incomplete)}</td><td class="n">${wholeNumber(dropped.tooRecent)}</td>
      <td class="n">${wholeNumber(dropped.fewInYear)}</td><td>${test}</td></tr>`;
  });
  return html`<table><caption>Do all entry years share one curve? By the months of silence after which an artist is gone.</caption>
    <thead><tr><th>site</th><th class="n">silence</th><th class="n">artists</th><th class="n">history not whole</th>
    <th class="n">too recent</th><th class="n">in a year of fewer than 10</th><th>log-rank</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function rateRatioRows({ site, dates, rankP, leastP }: RateRatioTable): Html {
  const rows = dates.map(
    (row) => html`<tr><th class="whole">${row.date}${row.isPlacebo ? '' : ' (real)'}</th>
      <td class="n">${row.estimate === null ? (row.reason ?? '–') : ratioWords(row)}</td>
      <td class="n">${wholeNumber(row.artists)}</td><td class="n">${wholeNumber(row.uploadsBefore)}</td>
      <td class="n">${wholeNumber(row.uploadsAfter)}</td></tr>`,
  );
  const rank =
    rankP === null || leastP === null ? '' : `; rank p ${rankP.toFixed(2)}, least possible ${leastP.toFixed(2)}`;
  return html`<table><caption>${siteName(site)}: ratio of rates within artists${rank}</caption><thead><tr><th>date</th>
    <th class="n">ratio</th><th class="n">artists</th><th class="n">uploads before</th><th class="n">after</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function ratioWords({ estimate, low, high }: Estimate): string {
  const interval = low === null || high === null ? '' : ` [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return `${estimate!.toFixed(2)}${interval}`;
}

function differenceParagraph({
  site,
  event,
  rateRatio,
  p,
  preTrend,
  treated,
  controls,
  reason,
}: DifferenceTable): Html {
  const groups = `artists who entered ${groupWords(treated)}, against those who entered ${groupWords(controls)}`;
  if (rateRatio.estimate === null)
    return html`<p><b>${siteName(site)}.</b> No difference in differences at ${event}: ${reason ?? 'no fit'}; ${groups}.</p>`;
  const trend =
    preTrend.p === null
      ? `no test of the months before: ${reason ?? 'no fit'}`
      : `months before: ${pWords(preTrend.p)} that all are alike`;
  return html`<p><b>${siteName(site)}.</b> Difference in differences at ${event}: rates changed by a factor of
    ${ratioWords(rateRatio)} (${pWords(p)}; ${trend}), ${groups}.</p>`;
}

function groupWords({ entryFrom, entryTo, from, to, artists, sampled }: DifferenceGroup): string {
  const drawn = sampled < artists ? `, of whom ${wholeNumber(sampled)} drawn at random are in the model` : '';
  return `${entryFrom} to ${entryTo} and were seen ${from} to ${to} (${wholeNumber(artists)} active${drawn})`;
}
