import type { Analysis } from '../analysis/analysis.ts';
import type { PlaceboSlope } from '../core/cohort-tables.ts';
import { UsageError } from '../core/errors.ts';
import { analyze } from '../jobs/analyze.ts';
import type { Store } from '../store/store.ts';
import type { AnalysisOptions } from './analysis-options.ts';
import { openExistingStore } from './wire.ts';
import { wrap } from './wrap.ts';

export async function printAnalysis(options: AnalysisOptions): Promise<void> {
  await using store = await openExistingStore(options);
  const analysis = await analyzeStore(store, options);
  console.log(options.json ? JSON.stringify(analysis, null, 2) : analysisText(analysis));
}

/** @throws UsageError if the cutoff lies outside the window */
export function analyzeStore(store: Store, options: AnalysisOptions): Promise<Analysis> {
  const { from, to, cutoff, draws, seed } = options;
  if (!(from <= cutoff && cutoff <= to)) {
    throw new UsageError(`--cutoff must lie between --from ${from} and --to ${to}, got ${cutoff}`);
  }
  return analyze({
    store,
    from,
    to,
    cutoff,
    draws,
    seed,
    ...(options.placebo && { placeboCutoffs: options.placebo }),
    ...(options.site && { sites: options.site }),
    ...(options.pool !== undefined && { pool: options.pool }),
  });
}

export function analysisText(analysis: Analysis): string {
  const sites = analysis.sites.map(
    ({ site, artists, completeArtists, uploads, uploadsInWindow, knownTo }) =>
      `${site.padEnd(26)} ${String(artists).padStart(7)} artists (${completeArtists} complete)  ${String(uploads).padStart(8)} uploads, ${uploadsInWindow} in the window  known to ${knownTo ?? '–'}`,
  );
  const cohorts = analysis.cohorts.flatMap(({ site, seniors, juniors, artists }) => [
    '',
    `${site}: ${seniors} seniors, ${juniors} juniors; active artists a month, slope in % a year with 95 % interval`,
    ...artists.slopes.map(slopeText),
    wrap(artists.verdict.sentence),
  ]);
  return [
    `${analysis.from} to ${analysis.to}, cutoff ${analysis.cutoff}, ${analysis.draws} draws`,
    '',
    ...sites,
    ...cohorts,
  ].join('\n');
}

function slopeText(slope: PlaceboSlope): string {
  const number = (value: number | null) => (value === null ? '–' : `${value > 0 ? '+' : ''}${value.toFixed(1)}`);
  const value = number(slope.percentPerYear).padStart(7);
  return `  ${slope.cutoff} ${slope.isPlacebo ? 'placebo' : 'real   '} ${slope.group.padEnd(7)} ${value}  [${number(slope.low)}, ${number(slope.high)}]`;
}
