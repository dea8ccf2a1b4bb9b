import { siteName } from '../charts/words.ts';
import { textFromMonth } from '../core/month.ts';
import type { SiteShares } from '../core/shares.ts';
import type { Table } from './csv.ts';
import { type Html, html } from './html.ts';

/** What the corrected shares take for granted, one list a site. */
export function shareNotes(sites: readonly SiteShares[]): Html {
  if (sites.length === 0) return html``;
  const items = sites.flatMap(({ site, notes }) => notes.map((note) => html`<li>${siteName(site)}: ${note}</li>`));
  return html`<p>What the corrected shares rest on:</p><ul>${items}</ul>`;
}

/** The corrected shares, with assisted works counted 0, 0.5 and 1. */
export function shareEstimatesTable(sites: readonly SiteShares[]): Table {
  return {
    name: 'share-estimates',
    columns: [
      'site',
      'month',
      'assisted_weight',
      'label_regime',
      'uploads',
      'labelled',
      'observed',
      'design_effect',
      'corrected',
      'corrected_low',
      'corrected_high',
      'low',
      'median',
      'high',
      'basis',
    ],
    rows: sites.flatMap(({ estimates }) =>
      estimates.map((row) => [
        row.site,
        textFromMonth(row.month),
        row.assistedWeight,
        row.labelRegime,
        row.uploads,
        row.labelled,
        row.observed,
        row.designEffect,
        row.corrected,
        row.correctedLow,
        row.correctedHigh,
        row.low,
        row.median,
        row.high,
        row.basis,
      ]),
    ),
  };
}
