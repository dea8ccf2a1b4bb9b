import type { Shares } from '../analysis/shares/estimate.ts';
import { loadConfig } from '../config/config.ts';
import { UsageError } from '../core/errors.ts';
import { monthFromText, textFromMonth } from '../core/month.ts';
import type { MonthlyShare, ShareEstimate } from '../core/shares.ts';
import { computeShareEstimates, computeShares } from '../jobs/shares.ts';
import { type CommonOptions, configFile } from './options.ts';
import { openExistingStore } from './wire.ts';
import { wrap } from './wrap.ts';

export interface SharesOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
  readonly draws: number;
  readonly seed: number;
}

export async function printShares(options: SharesOptions): Promise<void> {
  const { draws, seed } = options;
  if (options.from > options.to) throw new UsageError(`--from ${options.from} lies after --to ${options.to}`);
  const { shares: config } = loadConfig(configFile(options), process.env);
  await using store = await openExistingStore(options);
  const [from, to] = [monthFromText(options.from), monthFromText(options.to)];
  const observed = await computeShares({ store, from, to });
  const estimated = await computeShareEstimates({ store, from, to, config, draws, seed });
  console.log(options.json ? sharesJson(observed, estimated) : sharesText(observed, estimated));
}

function sharesJson(observed: readonly MonthlyShare[], { sites, weightSensitivity }: Shares): string {
  const inWords = <T extends { readonly month: number }>(rows: readonly T[]) =>
    rows.map((row) => ({ ...row, month: textFromMonth(row.month) }));
  const estimated = sites.map(({ site, control, estimates, notes }) => ({
    site,
    control,
    notes,
    estimates: inWords(estimates),
  }));
  return JSON.stringify({ observed: inWords(observed), sites: estimated, weightSensitivity }, null, 2);
}

function sharesText(observed: readonly MonthlyShare[], { sites }: Shares): string {
  const estimates = sites.flatMap((site) => site.estimates).filter(({ assistedWeight }) => assistedWeight === 0);
  const estimateOf = new Map(estimates.map((row) => [`${row.site} ${row.month}`, row]));
  return [
    `${'site'.padEnd(12)} month    share  95 % interval   corrected  90 % interval   labelled of uploads  regime`,
    ...observed.map((row) => line(row, estimateOf.get(`${row.site} ${row.month}`))),
    '',
    'share: labelled works as they are, taken as independent. corrected: median of the posterior draws.',
    ...sites.flatMap(({ site, notes }) => notes.map((note) => wrap(`${site}: ${note}.`))),
  ].join('\n');
}

function line(observed: MonthlyShare, estimate: ShareEstimate | undefined): string {
  const { site, month, share, low, high, labelled, uploads, labelRegime } = observed;
  const corrected = `${decimals(estimate?.median)}      ${interval(estimate?.low, estimate?.high)}`;
  return `${site.padEnd(12)} ${textFromMonth(month)}  ${decimals(share)}  ${interval(low, high)}  ${corrected}  ${String(labelled).padStart(8)} of ${String(uploads).padEnd(7)}  ${labelRegime}`;
}

function interval(low: number | null | undefined, high: number | null | undefined): string {
  return low == null || high == null ? '–'.padEnd(14) : `[${decimals(low)}, ${decimals(high)}]`;
}

function decimals(value: number | null | undefined): string {
  return value == null ? '    –' : value.toFixed(3);
}
