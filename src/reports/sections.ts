import type { Analysis, SiteSummary } from '../analysis/analysis.ts';
import { EVENTS } from '../analysis/events.ts';
import { siteName, wholeNumber } from '../charts/words.ts';
import type { CohortFigure, PlaceboSlope } from '../core/cohort-tables.ts';
import type { SlopeEstimate } from '../core/trend-tables.ts';
import { signedNumber } from '../core/words.ts';
import type { Coverage } from '../store/types.ts';
import { type Html, html } from './html.ts';
import type { SampleRecord } from './manifest.ts';
import { minute, siteWithdrawals, withdrawalSentence } from './withdrawals.ts';

/** The findings in words, one paragraph a site. */
export function verdictWords(analysis: Analysis): Html {
  if (analysis.cohorts.length === 0) {
    return html`<p>No stored site has uploads between ${analysis.from} and ${analysis.to}: there is nothing to draw.</p>`;
  }
  return html`${analysis.cohorts.map(
    ({ site, artists }) => html`<p class="verdict"><b>${siteName(site)}.</b> ${artists.verdict.sentence}</p>`,
  )}`;
}

export function sitesTable(sites: readonly SiteSummary[], samples: readonly SampleRecord[]): Html {
  const rows = sites.map((site) => {
    const sample = samples.findLast((record) => record.site === site.site);
    const drawn =
      sample === undefined
        ? 'none'
        : `${wholeNumber(sample.sampleSize)} of ${wholeNumber(sample.frameSize)} above ${wholeNumber(sample.threshold)}, seed ${sample.seed}`;
    return html`<tr><th>${siteName(site.site)}</th><td>${drawn}</td><td class="n">${wholeNumber(site.artists)}</td>
      <td class="n">${wholeNumber(site.completeArtists)}</td><td class="n">${wholeNumber(site.uploads)}</td>
      <td class="n">${site.uploadsInWindow === 0 ? 'none' : wholeNumber(site.uploadsInWindow)}</td>
      <td class="whole">${site.firstMonth ?? '–'}</td><td class="whole">${site.knownTo ?? '–'}</td></tr>`;
  });
  return html`<table><thead><tr><th>site</th><th>sample</th><th class="n">artists</th><th class="n">complete</th>
    <th class="n">uploads</th><th class="n">in the window</th><th>first month</th><th>known to</th></tr></thead>
    <tbody>${rows}</tbody></table>`;
}

/** Trends after the cutoff, one row a site. */
export function siteSlopesTable(sites: readonly SiteSummary[]): Html {
  const rows = sites.map(({ site, slopes }) =>
    slopes === null
      ? html`<tr><th>${siteName(site)}</th><td colspan="3">no uploads in the window</td></tr>`
      : html`<tr><th>${siteName(site)}</th>${[slopes.senior, slopes.junior, slopes.all].map(slopeCell)}</tr>`,
  );
  return html`<table><thead><tr><th>site</th><th class="n">seniors</th><th class="n">juniors</th>
    <th class="n">together</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Slopes at the real and the placebo cutoffs of one figure. */
export function placeboTable({ site, artists }: CohortFigure): Html {
  const rows = windowsOf(artists.slopes).map(({ cutoff, isPlacebo, leftOut, from, to }) => {
    const slopes = artists.slopes.filter((slope) => slope.cutoff === cutoff);
    const cells = (['senior', 'junior', 'all'] as const).map((group) =>
      slopeCell(slopes.find((slope) => slope.group === group)!),
    );
    return html`<tr><th class="whole">${cutoff}${isPlacebo ? '' : ' (real)'}</th><td><span class="whole">${from} to ${to}</span>${leftOut === null ? '' : `, ${leftOut}: in no mean`}</td>${cells}</tr>`;
  });
  return html`<table><caption>${siteName(site)}: active artists a month, slope in % a year with 95 % interval;
    Theil–Sen slope in brackets</caption><thead><tr><th>cutoff</th><th>window</th><th class="n">seniors</th>
    <th class="n">juniors</th><th class="n">together</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Which events fall into the windows: a placebo window is not empty of all of them. */
export function windowEvents({ artists }: CohortFigure): Html {
  const items = windowsOf(artists.slopes).map(({ cutoff, events }) => {
    const labels = events.map((id) => EVENTS.find((event) => event.id === id)?.label ?? id);
    return html`<li>${cutoff}: ${labels.join(', ') || 'none'}</li>`;
  });
  return html`<p>Events in the windows:</p><ul>${items}</ul>`;
}

/** One slope for each cutoff, by cutoff. */
function windowsOf(slopes: readonly PlaceboSlope[]): PlaceboSlope[] {
  return slopes.filter(({ group }) => group === 'all').toSorted((a, b) => (a.cutoff < b.cutoff ? -1 : 1));
}

/** What the closed-form null model was fitted to be, one row a figure. */
export function exitModelTable(cohorts: readonly CohortFigure[]): Html {
  const rows = cohorts.map(({ site, exitModel }) =>
    exitModel === null
      ? html`<tr><th>${siteName(site)}</th><td colspan="4">too little history before the cutoff</td></tr>`
      : html`<tr><th>${siteName(site)}</th><td class="n">${exitModel.entryPerMonth.toFixed(2)}</td>
          <td class="n">${exitModel.exitHazard.toFixed(4)}</td><td class="n">${exitModel.activity.toFixed(3)}</td>
          <td class="n">${wholeNumber(exitModel.presentBeforeCutoff)}</td></tr>`,
  );
  return html`<table><thead><tr><th>site</th><th class="n">a: entries a month</th><th class="n">h: exit chance a month</th>
    <th class="n">q: active share</th><th class="n">S₀: present before the cutoff</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** How many artists are complete, and why the others are not. */
export function coverageTable(coverage: readonly Coverage[]): Html {
  const groups = Map.groupBy(coverage, ({ site, state, reason }) => JSON.stringify([site, state, reason]));
  const rows = [...groups.values()]
    .sort((a, b) => a[0]!.site.localeCompare(b[0]!.site) || b.length - a.length)
    .map((entries) => {
      const { site, state, reason } = entries[0]!;
      const uploads = entries.reduce((sum, entry) => sum + entry.uploads, 0);
      const hidden = entries.reduce((sum, entry) => sum + entry.hidden, 0);
      return html`<tr><th>${siteName(site)}</th><td>${state}</td><td>${reason ?? '–'}</td>
        <td class="n">${wholeNumber(entries.length)}</td><td class="n">${wholeNumber(uploads)}</td>
        <td class="n">${wholeNumber(hidden)}</td></tr>`;
    });
  return html`<table><thead><tr><th>site</th><th>state</th><th>reason</th><th class="n">artists</th>
    <th class="n">uploads</th><th class="n">hidden works</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** What disappeared between crawls, one row a site that was read again, and a sentence for every site. */
export function withdrawalsTable(coverage: readonly Coverage[]): Html {
  const sites = siteWithdrawals(coverage);
  const rows = sites
    .filter(({ artistsReadAgain }) => artistsReadAgain > 0)
    .map(
      (row) => html`<tr><th>${siteName(row.site)}</th><td class="n">${wholeNumber(row.artistsReadAgain)}</td>
        <td class="n">${wholeNumber(row.works)}</td><td class="n">${wholeNumber(row.artistsGone)}</td>
        <td class="n">${wholeNumber(row.worksOfArtistsGone)}</td>
        <td class="whole">${row.after === null ? '–' : minute(row.after)}</td>
        <td class="whole">${row.by === null ? '–' : minute(row.by)}</td></tr>`,
    );
  const table = html`<table><thead><tr><th>site</th><th class="n">artists read again</th>
    <th class="n">works withdrawn</th><th class="n">artists gone</th><th class="n">with works</th>
    <th>earliest, UTC</th><th>latest, UTC</th></tr></thead><tbody>${rows}</tbody></table>`;
  return html`${rows.length === 0 ? html`` : table}<ul>${sites.map((site) => html`<li>${withdrawalSentence(site)}</li>`)}</ul>`;
}

/** In % a year, the unit standing in the caption. */
function slopeCell({ percentPerYear, low, high, theilSenPercentPerYear }: SlopeEstimate): Html {
  if (percentPerYear === null) return html`<td class="n">too few</td>`;
  const interval = low === null || high === null ? '' : `[${signedNumber(low)}, ${signedNumber(high)}]`;
  const theilSen = theilSenPercentPerYear === null ? '–' : signedNumber(theilSenPercentPerYear);
  return html`<td class="n"><b class="whole">${signedNumber(percentPerYear)}</b> <span class="whole">${interval}</span> <span class="whole">(${theilSen})</span></td>`;
}
