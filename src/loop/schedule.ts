import { UsageError } from '../core/errors.ts';
import { LABEL_REGIMES } from '../core/label-regimes.ts';
import { type Month, textFromMonth } from '../core/month.ts';
import type { MonthlyShare } from '../core/shares.ts';
import { fillShares, monthsInWords } from './fill.ts';
import {
  type Flow,
  flowsOfMonths,
  type GenerationWindow,
  generationCount,
  lastUsedMonth,
  type MonthShare,
} from './schedules/flows.ts';

export interface ShareWindow extends GenerationWindow {
  /** A site's name, or `all`. */
  readonly site: string;
}

export interface MeasuredFlows {
  readonly flows: readonly Flow[];
  /** The months of the flows, several of one month where there are several sites. */
  readonly months: readonly MonthShare[];
  /** Sites that have a known share and so take part. */
  readonly sites: readonly string[];
  /** Everything taken for granted on the way, each a sentence for plan and report. */
  readonly assumptions: readonly string[];
}

/**
 * Cuts a window of monthly shares into the flows of a loop's generations. Sites are added up by their uploads; sites
 * without any known share are left out; months without a share are filled (fill.ts); months after the last full
 * generation drive nothing.
 *
 * @param shares one row a site and month, any order; months outside the window are ignored
 * @throws UsageError if there is no site with a known share, no full generation, or a generation without uploads
 */
export function measuredFlows(shares: readonly MonthlyShare[], window: ShareWindow): MeasuredFlows {
  const { from, monthsPerGeneration } = window;
  const monthCount = window.to - from + 1;
  const generations = generationCount(window);
  const usedTo = lastUsedMonth(window);
  const { months, sites, assumptions } = filledSites(shares, window, usedTo);
  const flows = flowsOfMonths(months, window);
  const leftOver = monthCount - generations * monthsPerGeneration;
  if (leftOver > 0) {
    const unused = Array.from({ length: leftOver }, (_, index) => usedTo + 1 + index);
    assumptions.push(
      `${monthCount} months make ${generations} generations of ${monthsPerGeneration}; the last ` +
        `${monthsInWords(unused)} drive no generation.`,
    );
  }
  return { flows, months, sites, assumptions };
}

function filledSites(shares: readonly MonthlyShare[], window: ShareWindow, usedTo: Month) {
  const inWindow = shares.filter(
    (row) => row.month >= window.from && row.month <= window.to && (window.site === 'all' || row.site === window.site),
  );
  const months: MonthShare[] = [];
  const sites: string[] = [];
  const assumptions: string[] = [];
  for (const [site, rows] of rowsBySite(inWindow)) {
    const filled = fillShares(rows, { from: window.from, to: usedTo });
    if (filled === null) {
      const uploads = rows.reduce((total, row) => total + row.uploads, 0);
      assumptions.push(
        `${site}: no known share between ${textFromMonth(window.from)} and ${textFromMonth(window.to)}: ` +
          `left out with its ${uploads.toLocaleString('en-US')} uploads.`,
      );
      continue;
    }
    months.push(...filled.months);
    sites.push(site);
    assumptions.push(...regimesInWords(site, rows), ...filled.assumptions);
  }
  if (sites.length === 0) {
    const whose = window.site === 'all' ? 'no site has' : `${window.site} does not have`;
    throw new UsageError(
      `${whose} a known share from August 2022 on between ${textFromMonth(window.from)} and ` +
        `${textFromMonth(window.to)}: a schedule needs works with labels`,
    );
  }
  if (sites.length > 1) {
    assumptions.push(`${sites.join(', ')}: added up by their stored uploads, not by the size of the whole sites.`);
  }
  return { months, sites, assumptions };
}

function rowsBySite(rows: readonly MonthlyShare[]): [string, MonthlyShare[]][] {
  const bySite = Object.entries(Object.groupBy(rows, (row) => row.site)) as [string, MonthlyShare[]][];
  for (const [site, months] of bySite) {
    months.sort((a, b) => a.month - b.month);
    const twice = months.find((row, index) => row.month === months[index + 1]?.month);
    if (twice) throw new RangeError(`expected one row a month, got two of ${site} for ${textFromMonth(twice.month)}`);
  }
  return bySite.sort(([a], [b]) => (a < b ? -1 : 1));
}

function regimesInWords(site: string, rows: readonly MonthlyShare[]): string[] {
  const used = new Set(rows.filter((row) => row.share !== null).map((row) => row.labelRegime));
  return LABEL_REGIMES.filter((regime) => used.has(regime.id)).map(
    (regime) => `${site}: known shares rest on ${regime.id}: ${regime.rule}.`,
  );
}
