import type { Analysis } from '../analysis/analysis.ts';
import { siteName, wholeNumber } from '../charts/words.ts';
import type { Changes } from '../core/change-tables.ts';
import { LABEL_REGIMES } from '../core/label-regimes.ts';
import type { MonthlyShare, SiteShares } from '../core/shares.ts';
import type { TrendAnalysis } from '../core/trend-analysis-tables.ts';
import { longMonth } from '../core/words.ts';
import type { Coverage } from '../store/types.ts';
import { changesSection } from './changes-section.ts';
import { adjustedTable, tenureParagraph } from './cohort-sections.ts';
import { type Figure, figureList, type ReportFigures, underRegimes } from './figures.ts';
import { type Html, html, jsonForScript, raw } from './html.ts';
import type { ReportedLoop } from './loop-figures.ts';
import { loopSection } from './loop-section.ts';
import type { Manifest } from './manifest.ts';
import { originWords } from './origins.ts';
import { frameShortfalls } from './samples.ts';
import type { InlineScript } from './scripts.ts';
import {
  coverageTable,
  exitModelTable,
  placeboTable,
  siteSlopesTable,
  sitesTable,
  verdictWords,
  windowEvents,
  withdrawalsTable,
} from './sections.ts';
import { shareNotes } from './share-estimates.ts';
import { trendsSection } from './trends-section.ts';

export interface PageContents {
  readonly analysis: Analysis;
  readonly coverage: readonly Coverage[];
  readonly shares: readonly MonthlyShare[];
  readonly estimates: readonly SiteShares[];
  readonly changes: Changes | null;
  readonly loops: readonly ReportedLoop[];
  readonly manifest: Manifest;
  readonly figures: ReportFigures;
  /** SVG text by figure name. */
  readonly drawings: ReadonlyMap<string, string>;
  readonly scripts: readonly InlineScript[];
  /** Whether the artist-months, the exclusions and provenance.json lie beside the page. */
  readonly isTraced: boolean;
}

/**
 * The whole report as one page that needs nothing but itself: the static figures are in it and print, scripts only
 * add tooltips. The policy lets no other script run and nothing be loaded.
 */
export function reportPage(contents: PageContents): string {
  const { analysis, manifest, scripts } = contents;
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(({ allowed }) => allowed).join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tidemark report ${manifest.runId}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>How the tide of uploads turned, ${longMonth(analysis.from)} to ${longMonth(analysis.to)}</h1>
${originWords(manifest.origins)}<p class="meta">Run ${manifest.runId}, made ${manifest.createdAt.slice(0, 16).replace('T', ' ')} UTC by Tidemark ${manifest.tidemark};
data snapshot ${manifest.dataHash.slice(0, 12)}</p>
${body(contents)}
</main>
${figureList(contents.figures).map((figure) => html`<script type="application/json" id="${specId(figure)}">${jsonForScript(figure.spec)}</script>\n`)}
${scripts.map(({ text }) => html`<script>${raw(text)}</script>\n`)}
</body>
</html>
`.text;
}

function body(contents: PageContents): Html {
  const { analysis, coverage, manifest, figures } = contents;
  const { cohorts, totals, cutoff } = analysis;
  return html`
<section><h2>What it says</h2>
${verdictWords(analysis)}
</section>

<section><h2>What was read</h2>
${sitesTable(analysis.sites, manifest.samples)}
<p>Months are UTC. A month counts only if the history of every artist of the site was read past its end; months that
were not observed are left out, never drawn as zero. An artist whose history is not complete may lack works of any month:
then all counts of the site are lower bounds, drawn as hollow points.
A work with several artists counts once for each of them.</p>
</section>

${
  totals.length === 0
    ? html``
    : html`<section><h2>All uploads</h2>
${drawn(figures.totals, contents)}
<p class="note">Figure 1a of Porres and Gomez-Villa (2024), arXiv:2406.08739.</p>
</section>

<section><h2>Seniors and juniors</h2>
<p>Seniors had uploaded before ${longMonth(cutoff)}, juniors first uploaded then or later. No artist can become a
senior after the cutoff and no junior can have been there before it. So the line of the seniors falls and the line of the
juniors rises from zero even where nobody changes: seniors can only leave, juniors can only arrive.</p>
${drawn(figures.cohorts, contents)}
<p class="note">Figures 1b and 1c of the same paper, with at most one upload for each artist and month. Dashed lines take
the share of artists active at each tenure from the 24 months before the cutoff. Dotted lines are the closed form
senior(m) = S₀·q·(1 − h)^m, junior(m) = q·(a/h)·(1 − (1 − h)^m), fitted to the same past; it holds only where all artists
leave at one rate, and falls too fast where many upload once and a few stay for years.</p>
${exitModelTable(cohorts)}
</section>

<section><h2>The same split where nothing had happened</h2>
${drawn(figures.placebo, contents)}
${cohorts.map(placeboTable)}
${cohorts.map(adjustedTable)}
<p>The rule: “mechanical” if the interval of the seniors’ Δ covers 0; “beyond mechanical” if it does not and the rate at
equal tenure of artists of two years or more, all of them seniors after the cutoff, changes in the same direction; else “unclear”.
Seniors decide, being a closed group counted alike at every date; juniors also depend on how many arrive. The interval of Δ holds
what chance in the choice of artists does; the range of the placebos shows how much dates differ for other reasons. Matched seniors entered no longer before each cutoff
than history reaches back before the first placebo: where some artists stay for decades, later seniors hold more of them.</p>
${windowEvents(cohorts[0]!)}
<p>Every window is as long as the real one, unless image generators cut it short, and sees only artists who had entered${analysis.leastUploads > 1 ? `, with at least ${analysis.leastUploads} uploads,` : ''} by its own end. ${manifest.samples.length === 0 ? html`` : AUDIENCE_WORDS}</p>
</section>

<section><h2>At equal tenure</h2>
${cohorts.map(tenureParagraph)}
<p>Artists who have stopped stay in the denominator. Tenures are weighted as they stood in ${longMonth(analysis.from)}. Step and
kink come from a Poisson model by tenure, month and entry year: as tenure and entry year add up to the month, no trend by month
can be told from it, but a step and a kink can. All cells are in tables/tenure.csv, the parts of each month’s change (entry,
reactivation, exit, intensity) in tables/decomposition.csv.</p>
</section>

<section><h2>All uploads of both cohorts</h2>
${drawn(figures.cohortUploads, contents)}
<p class="note">Figure 2 of the same paper draws Danbooru like this, without a cap.</p>
${cohorts.map(({ site, uploads }) => html`<p><b>${siteName(site)}.</b> ${uploads.verdict.sentence}</p>`)}
</section>

<section><h2>Slopes by site</h2>
<p>Active artists a month after ${longMonth(cutoff)}, in % of the mean a year with 95 % interval; Theil–Sen slope in brackets.</p>
${siteSlopesTable(analysis.sites)}
</section>`
}

${analysis.trends === null ? html`` : trendsPart(analysis.trends, contents)}
${sharesSection(contents)}
${contents.changes === null ? html`` : changesSection(contents.changes, drawn(contents.figures.changes, contents))}
${contents.loops.map((loop, index) => {
  const { schedule, composition, curves } = figures.loops[index]!;
  return loopSection(loop, {
    schedule: drawn(schedule, contents),
    composition: drawn(composition, contents),
    curves: drawn(curves, contents),
  });
})}

<section><h2>Coverage</h2>
${coverageTable(coverage)}
${frameShortfalls(manifest.samples)}
<p>Only works that were visible when the history was read are counted. Deleted and hidden works are not seen, more of
them the older they are; an artist whose early works are gone may be counted as a junior.</p>
</section>

<section><h2>Withdrawals</h2>
${withdrawalsTable(coverage)}
<p>A work is withdrawn where one crawl listed it and a later reading of the whole list did not: deleted, or hidden from
readers without an account. It went between the two. Works withdrawn before the first crawl are in no count; those
withdrawn since stay in all of them.</p>
</section>

${contents.isTraced ? TRACE_WORDS : html``}
<section><h2>Manifest</h2>
<pre>${JSON.stringify(manifest, null, 2)}</pre>
</section>`;
}

const TRACE_WORDS = html`<section><h2>Where the numbers come from</h2>
<p>Each number of a figure stands in a table of the folder <a href="tables/">tables</a>. <a href="provenance.json">provenance.json</a>
names for each table the queries it was read by, with their statements, parameters, rows and a hash of the result. The
artist-months that all counts add up from are in <a href="tables/artist_months.parquet">tables/artist_months.parquet</a>; every
artist who was left out, of everything or of a part, is in <a href="tables/exclusions.csv">tables/exclusions.csv</a> with the reason.</p>
</section>
`;

const AUDIENCE_WORDS = html`A sample chosen by today’s audience still favours early entrants: those of the real window had
less time to win an audience than those of a placebo window, so juniors and the total come out too low after the real
cutoff, and the placebo slopes do not undo that.`;

function trendsPart(trends: TrendAnalysis, contents: PageContents): Html {
  const { figures } = contents;
  return trendsSection(trends, {
    trends: drawn(figures.trends, contents),
    interrupted: drawn(figures.interrupted, contents),
    careers: drawn(figures.careers, contents),
  });
}

function sharesSection(contents: PageContents): Html {
  const { figures } = contents;
  const shares = underRegimes(contents.shares);
  const sites = [...new Set(shares.map(({ site }) => site))];
  if (sites.length === 0) {
    return html`<section><h2>Share of generated works</h2>
<p>No site of this report asked for labels in these months, so no share of generated works is known.</p>
</section>`;
  }
  const rows = sites.map((site) => {
    const ofSite = shares.filter((row) => row.site === site);
    const known = ofSite.filter((row) => row.share !== null);
    const last = known.at(-1);
    const regimes = LABEL_REGIMES.filter((regime) => regime.site === site).map(
      (regime) => `${regime.id} since ${new Date(regime.since).toISOString().slice(0, 10)}: ${regime.rule}`,
    );
    return html`<tr><th>${siteName(site)}</th><td class="n">${known.length} of ${ofSite.length}</td>
      <td class="n">${wholeNumber(ofSite.reduce((sum, row) => sum + row.labelled, 0))}</td>
      <td class="n">${last === undefined ? 'unknown' : shareCell(last)}</td>
      <td>${regimes.join('; ') || 'none'}</td></tr>`;
  });
  return html`<section><h2>Share of generated works</h2>
${drawn(figures.shares, contents)}
${shareNotes(contents.estimates)}
<table><thead><tr><th>site</th><th class="n">months known</th><th class="n">labelled works</th><th class="n">last known share</th>
<th>label regimes</th></tr></thead><tbody>${rows}</tbody></table>
<p>Works marked against training (NoAI) are no evidence of how they were made and do not enter the shares.</p>
</section>`;
}

function shareCell({ share, low, high }: MonthlyShare): Html {
  const [value, from, to] = [share!, low, high].map((part) => (100 * part).toFixed(1));
  return html`<span class="whole">${value!} %</span> <span class="whole">(${from!} to ${to!})</span>`;
}

function drawn(figure: Figure | null, { drawings }: PageContents): Html {
  if (figure === null) return html``;
  return html`<figure data-spec="${specId(figure)}"><div class="still" role="img" aria-label="${figure.alt}">${raw(drawings.get(figure.name) ?? '')}</div>
<figcaption><a href="figures/${figure.name}.svg">SVG</a> <a href="figures/${figure.name}.png">PNG</a></figcaption></figure>`;
}

function specId(figure: Figure): string {
  return `spec-${figure.name}`;
}

const STYLE = `
body { margin: 0; background: #fff; color: #1c1c1c; font: 16px/1.55 "DejaVu Sans", Verdana, sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid #ddd; }
p, ul { max-width: 44rem; }
.meta, .note, figcaption { color: #555; font-size: .82rem; }
.warning { max-width: none; margin: .75rem 0; padding: .6rem .9rem; border: 2px solid #9c1c00; background: #fff0e8; color: #9c1c00; font-weight: bold; print-color-adjust: exact; break-inside: avoid; }
.origins { margin: .5rem 0; }
.verdict { font-size: 1.02rem; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { text-align: right; }
a { color: #1f4e9c; }
table { border-collapse: collapse; font-size: .8rem; line-height: 1.4; margin: .75rem 0; }
caption { text-align: left; padding: .25rem 0; color: #555; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid #eee; font-weight: normal; }
thead th { color: #555; border-bottom-color: #bbb; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.whole { white-space: nowrap; }
tbody th { overflow-wrap: anywhere; min-width: 5.5rem; }
pre { font-size: .72rem; line-height: 1.4; background: #f6f6f6; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 50rem) {
  table { font-size: .72rem; }
  th, td { padding-right: .45rem; }
}
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  section { break-inside: auto; }
  figure, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  figcaption { display: none; }
}
`;
