import { changesChart, divergenceWords } from '../charts/changes.ts';
import type { Chart } from '../charts/theme.ts';
import { siteName, wholeNumber } from '../charts/words.ts';
import type { Changes, MarkRate, SiteChanges, TagDivergence } from '../core/change-tables.ts';
import { type Html, html } from './html.ts';

/** The figure of what uploads are about; null where no site has tags. */
export function changesFigure({ sites, from, to, cutoff }: Changes): Chart | null {
  const hasTags = sites.some(({ entropy }) => entropy.some(({ bits }) => bits !== null));
  return hasTags ? changesChart(sites, { from, to, cutoff }) : null;
}

/** What uploads are about, beyond how many: tags that differ, opt-out marks, withdrawals. @param drawing the figure */
export function changesSection({ sites }: Changes, drawing: Html): Html {
  return html`<section><h2>What changed in the uploads</h2>
${drawing}
${sites.map(({ site, divergences }) => html`${divergences.map((divergence) => shiftsTable(site, divergence))}`)}
${marksTable(sites)}
<p>The p comes from permutations of artists: cohorts are shuffled among them, periods swapped within each. Opt-out marks
say nothing about how a work was made, and are known only where the page was read; protection tags are those that name a
cloak or refuse generators; withdrawals are works that a later reading of the whole list no longer showed. Intervals count
works of one artist as alike.</p>
</section>`;
}

function shiftsTable(site: string, divergence: TagDivergence): Html {
  const { compares, shifts } = divergence;
  const [first, second] = compares === 'cohorts' ? ['seniors', 'juniors'] : ['before', 'after'];
  const words = `${siteName(site)}. ${divergenceWords(divergence)}`;
  if (shifts.length === 0) return html`<p>${words}.</p>`;
  const rows = shifts.map(
    (shift) => html`<tr><th>${shift.tag}</th><td class="n">${perCent(shift.first)}</td>
      <td class="n">${perCent(shift.second)}</td><td class="n">${shift.bits.toFixed(4)}</td></tr>`,
  );
  return html`<table><caption>${words}</caption><thead><tr><th>tag</th><th class="n">${first!}</th>
    <th class="n">${second!}</th><th class="n">bits</th></tr></thead><tbody>${rows}</tbody></table>`;
}

const MARK_WORDS = {
  'opt-out': 'opted out of training',
  protection: 'protection tag',
  withdrawn: 'withdrawn',
} as const;
const PERIOD_WORDS = { before: 'before the cutoff', after: 'from the cutoff on' } as const;

function marksTable(sites: readonly SiteChanges[]): Html {
  const rows = sites.flatMap(({ site, marks }) =>
    marks.map(
      (
        rate,
      ) => html`<tr><th>${siteName(site)}</th><td>${MARK_WORDS[rate.mark]}</td><td>${rate.cohort}s, ${PERIOD_WORDS[rate.period]}</td>
        <td class="n">${wholeNumber(rate.marked)} of ${wholeNumber(rate.works)}</td>${rateCell(rate)}</tr>`,
    ),
  );
  if (rows.length === 0) return html``;
  return html`<table><caption>Marks and withdrawals by cohort</caption><thead><tr><th>site</th><th>what</th><th>whose</th>
    <th class="n">works</th><th class="n">share</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function rateCell({ share, low, high }: MarkRate): Html {
  if (share === null) return html`<td class="n">not looked for</td>`;
  return html`<td class="n"><b>${perCent(share)}</b> <span class="whole">(${perCent(low)} to ${perCent(high)})</span></td>`;
}

function perCent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
