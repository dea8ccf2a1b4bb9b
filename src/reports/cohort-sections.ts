import { censoredSentence, intervalText, percent, siteName } from '../charts/words.ts';
import type { AdjustedSlope, CohortFigure } from '../core/cohort-tables.ts';
import { signedNumber } from '../core/words.ts';
import { type Html, html } from './html.ts';

/** The real slopes less the mean placebo slopes, one row a cohort and measure. */
export function adjustedTable({ site, artists, uploads }: CohortFigure): Html {
  const rows = (
    [
      ['active artists', artists],
      ['uploads', uploads],
    ] as const
  ).flatMap(([measure, { adjusted, matchedSenior }]) => [
    adjustedRow(`seniors, ${measure}`, adjusted.senior),
    adjustedRow(`matched seniors, ${measure}`, matchedSenior),
    adjustedRow(`juniors, ${measure}`, adjusted.junior),
  ]);
  return html`<table><caption>${siteName(site)}: Δ, the real slope less the mean placebo slope, in points of % a year, with its
    joint 95 % bootstrap interval</caption><thead><tr><th>of</th><th class="n">real</th><th class="n">mean placebo</th><th class="n">Δ</th>
    <th class="n">least detectable</th><th class="n">rank p (least possible)</th><th class="n">range of placebos</th>
    <th class="n">mechanical share</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function adjustedRow(of: string, slope: AdjustedSlope): Html {
  if (slope.difference === null) return html`<tr><th>${of}</th><td colspan="7">nothing to compare</td></tr>`;
  const interval = slope.low === null ? '' : `[${signedNumber(slope.low)}, ${signedNumber(slope.high!)}]`;
  const share = slope.mechanicalShare === null ? '–' : `${(100 * slope.mechanicalShare).toFixed(0)} %`;
  return html`<tr><th>${of}</th><td class="n">${signedNumber(slope.real!)}</td><td class="n">${signedNumber(slope.placeboMean!)}</td>
    <td class="n"><b class="whole">${signedNumber(slope.difference)}</b> <span class="whole">${interval}</span></td>
    <td class="n">${slope.leastDetectable?.toFixed(1) ?? '–'}</td>
    <td class="n">${slope.rankP!.toFixed(2)} (${slope.leastRankP!.toFixed(2)})</td>
    <td class="n">${slope.heterogeneity!.toFixed(1)}</td><td class="n">${share}</td></tr>`;
}

/** What does not depend on the split: rates at equal tenure, and step and kink at the releases of 2022. */
export function tenureParagraph(figure: CohortFigure): Html {
  const { site, tenure, agePeriodCohort } = figure;
  const { all, experienced } = tenure;
  const contrasts = agePeriodCohort.contrasts.filter(({ constraint }) => constraint === 'none');
  const words = contrasts.map(({ contrast, estimate, low, high }) => {
    const [value, from, to] = [estimate, low, high].map((log) => percent(100 * (Math.exp(log) - 1)));
    return `${contrast} ${value}${contrast === 'kink' ? ' a month' : ''} (${from} to ${to})`;
  });
  return html`<p><b>${siteName(site)}.</b> ${censoredSentence(figure)} Share of artists active in a month at equal tenure, after the cutoff:
    ${percent(all.percentPerYear)} a year (${intervalText(all.low, all.high)}); of those of 24 to 71 months,
    ${percent(experienced.percentPerYear)} a year (${intervalText(experienced.low, experienced.high)}).
    At the releases of July to September 2022: ${agePeriodCohort.missing ?? words.join(', ')}.</p>`;
}
