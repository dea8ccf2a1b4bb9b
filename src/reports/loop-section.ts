import { wholeNumber } from '../charts/words.ts';
import type { LoopBounds, LoopFlow, LoopScore } from '../core/loop-tables.ts';
import { longMonth } from '../core/words.ts';
import { type Html, html } from './html.ts';
import { claimVerdicts } from './loop-claims.ts';
import type { ReportedLoop } from './loop-figures.ts';

/** The drawn figures of a loop; `schedule` is empty for a plan of constants. */
export interface LoopDrawings {
  readonly schedule: Html;
  readonly composition: Html;
  readonly curves: Html;
}

export function loopSection({ runId, manifest, metrics, scores }: ReportedLoop, drawings: LoopDrawings): Html {
  const { model, flows, bounds, assumptions } = manifest;
  return html`<section><h2>Loop ${runId}</h2>
<p>A self-consuming loop of the model “${model}”, which has closed forms: what theory says of it was written down before the
first generation and is scored below. It says how sampling error alone builds up, not what an image model would do.</p>
${boundsWords(bounds)}
${flowsTable(flows)}
${drawings.schedule}
${drawings.composition}
${drawings.curves}
${scoreTable(scores)}
${claimsTable(metrics)}
${assumptions.length === 0 ? html`` : html`<p>Assumed, because it was not measured:</p><ul>${assumptions.map((text) => html`<li>${text}</li>`)}</ul>`}
</section>`;
}

/** From this probability on a bound counts as met. */
const SURE = 0.95;

function boundsWords(bounds: readonly LoopBounds[]): Html {
  const last = bounds.at(-1);
  if (last === undefined) return html``;
  const harmless = last.harmless
    .map(({ bias, probability }) => `${probability.toFixed(2)} at a sampling bias of ${bias}`)
    .join(', ');
  return html`<p class="verdict">${boundWords('the new uploads (flow)', bounds, ({ flowMet }) => flowMet)}
${last.stockMet === null ? html`How many works were there before is not known, so nothing is said of the stock.` : boundWords('all uploads so far (stock)', bounds, ({ stockMet }) => stockMet)}</p>
<p>The sufficient bound is λ &lt; 1/2, a generated share below one third: below it iterated retraining is stable (Bertrand et
al. 2024, arXiv:2310.00429); above it nothing is known. In ${longMonth(last.month)} the generated works do no harm beside the human
ones (n_e/n_r ≥ 1; Alemohammad et al. 2023, arXiv:2307.01850) with probability ${harmless}.</p>`;
}

function boundWords(what: string, bounds: readonly LoopBounds[], of: (month: LoopBounds) => number | null): Html {
  const last = bounds.at(-1)!;
  const doubtful = bounds.filter((month) => (of(month) ?? 1) < SURE);
  const verdict = of(last)! >= SURE ? 'meet' : of(last)! <= 1 - SURE ? 'do not meet' : 'may or may not meet';
  return html`In ${longMonth(last.month)} ${what} ${verdict} the sufficient bound: probability ${of(last)!.toFixed(3)}${
    doubtful.length === 0
      ? html`, and never below ${String(SURE)} before. `
      : html`; below ${String(SURE)} in ${String(doubtful.length)} of ${String(bounds.length)} months, first in ${longMonth(doubtful[0]!.month)}. `
  }`;
}

function flowsTable(flows: readonly LoopFlow[]): Html {
  if (flows.length === 0) return html``;
  const rows = flows.map(
    ({ generation, from, to, uploads, share }) => html`<tr><th>${String(generation)}</th><td>${from} to ${to}</td>
      <td class="n">${wholeNumber(uploads)}</td><td class="n">${(100 * share).toFixed(1)} %</td></tr>`,
  );
  return html`<table><caption>What each generation was trained on: the months it stands for</caption><thead><tr>
    <th>generation</th><th>months</th><th class="n">uploads</th><th class="n">generated share</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function scoreTable(scores: readonly LoopScore[]): Html {
  if (scores.length === 0) return html`<p>Theory has no closed form for anything that was measured.</p>`;
  const arms = [...Map.groupBy(scores, ({ arm }) => arm)];
  const critical = scores[0]!.critical.toFixed(1);
  const rows = arms.map(([arm, own]) => {
    const worst = own.reduce((most, score) => (score.largest > most.largest ? score : most));
    const compared = own.reduce((sum, score) => sum + score.compared, 0);
    const near = own.reduce((sum, score) => sum + score.withinTwoErrors, 0);
    return html`<tr><th>${arm}</th><td class="n">${String(compared)}</td><td class="n">${((100 * near) / compared).toFixed(0)} %</td>
      <td class="n">${worst.largest.toFixed(1)}</td><td>${worst.metric.replaceAll('_', ' ')}</td><td>${own.every(({ holds }) => holds) ? 'hold' : 'do not hold'}</td></tr>`;
  });
  return html`<table><caption>Predictions, written down before the run, against what was measured. Chance alone goes up to ${critical} standard errors
    among so many.</caption><thead><tr><th>arm</th><th class="n">predictions</th><th class="n">within 2 errors</th>
    <th class="n">farthest</th><th>metric</th><th>they</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function claimsTable(metrics: ReportedLoop['metrics']): Html {
  const rows = claimVerdicts(metrics).map(
    ({ claim, source, verdict, because }) =>
      html`<tr><td>${claim}</td><td>${source}</td><td class="whole">${verdict}</td><td>${because}</td></tr>`,
  );
  return html`<table><caption>Published claims about loops, judged by this run with 95 % intervals, errors taken as independent. Claims about uploads are judged in the sections above</caption><thead><tr><th>claim</th><th>from</th>
    <th>verdict</th><th>because</th></tr></thead><tbody>${rows}</tbody></table>`;
}
