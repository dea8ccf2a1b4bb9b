import type { Analysis } from '../analysis/analysis.ts';
import { censoredSentence } from '../charts/words.ts';
import type { AdjustedSlope, AgePeriodCohort, PlaceboSlope } from '../core/cohort-tables.ts';
import { UsageError } from '../core/errors.ts';
import { monthFromText } from '../core/month.ts';
import { signedNumber } from '../core/words.ts';
import { analyze } from '../jobs/analyze.ts';
import { DRAWN_WORKS } from '../jobs/changes.ts';
import { writeAnalysis } from '../reports/analysis-files.ts';
import type { Store } from '../store/store.ts';
import type { TraceRequest } from '../store/trace.ts';
import type { AnalysisOptions } from './analysis-options.ts';
import { trendsText } from './trends-text.ts';
import { openExistingStore } from './wire.ts';
import { wrap } from './wrap.ts';

export interface AnalyzeCommandOptions extends AnalysisOptions {
  readonly out?: string;
}

export async function printAnalysis(options: AnalyzeCommandOptions): Promise<void> {
  await using store = await openExistingStore(options);
  const analysis = await analyzeStore(store, options);
  if (options.out !== undefined) {
    const traced = { ...tracedOf(options), taggedWorks: null };
    await writeAnalysis(analysis, options.out, (folder) => store.saveTrace({ ...traced, folder }));
  }
  console.log(options.json ? JSON.stringify(analysis, null, 2) : analysisText(analysis));
}

/** What an analysis and its report took from the store. */
export function tracedOf({
  from,
  to,
  cutoff,
  leastUploads,
  seed,
  site,
}: AnalysisOptions): Omit<TraceRequest, 'folder'> {
  return {
    from: monthFromText(from),
    to: monthFromText(to),
    cutoff: monthFromText(cutoff),
    leastUploads,
    taggedWorks: { limit: DRAWN_WORKS, seed: String(seed) },
    ...(site && { sites: site }),
  };
}

/** @throws UsageError if the cutoff lies outside the window */
export function analyzeStore(store: Store, options: AnalysisOptions): Promise<Analysis> {
  const { from, to, cutoff, leastUploads, draws, seed } = options;
  if (!(from <= cutoff && cutoff <= to)) {
    throw new UsageError(`--cutoff must lie between --from ${from} and --to ${to}, got ${cutoff}`);
  }
  return analyze({
    store,
    from,
    to,
    cutoff,
    leastUploads,
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
  const cohorts = analysis.cohorts.flatMap((figure) => [
    '',
    `${figure.site}: ${figure.seniors} seniors, ${figure.juniors} juniors; active artists a month, slope in % a year with 95 % interval`,
    ...figure.artists.slopes.map(slopeText),
    adjustedText('senior', figure.artists.adjusted.senior),
    adjustedText('matched', figure.artists.matchedSenior),
    adjustedText('junior', figure.artists.adjusted.junior),
    `  at equal tenure, two years or more ${interval(figure.tenure.experienced.percentPerYear, figure.tenure.experienced)}`,
    ...contrastTexts(figure.agePeriodCohort),
    ...(figure.knownTo === null ? [] : [wrap(censoredSentence(figure))]),
    wrap(figure.artists.verdict.sentence),
  ]);
  return [
    `${analysis.from} to ${analysis.to}, cutoff ${analysis.cutoff}, ${analysis.draws} draws`,
    '',
    ...sites,
    ...cohorts,
    ...(analysis.trends === null ? [] : ['', trendsText(analysis.trends)]),
  ].join('\n');
}

function slopeText(slope: PlaceboSlope): string {
  const note = slope.leftOut === null ? '' : `  ${slope.leftOut}: in no mean`;
  return `  ${slope.cutoff} ${slope.isPlacebo ? 'placebo' : 'real   '} ${slope.group.padEnd(7)} ${interval(slope.percentPerYear, slope)}${note}`;
}

function adjustedText(cohort: string, slope: AdjustedSlope): string {
  const rank =
    slope.rankP === null ? '' : `  rank p ${slope.rankP.toFixed(2)}, least possible ${slope.leastRankP!.toFixed(2)}`;
  const detectable = slope.leastDetectable === null ? '' : `  least detectable ${slope.leastDetectable.toFixed(1)}`;
  return `  Δ, real less mean placebo ${cohort.padEnd(7)} ${interval(slope.difference, slope)}${detectable}${rank}`;
}

function contrastTexts({ contrasts, missing }: AgePeriodCohort): string[] {
  if (missing !== null) return [`  step and kink at the releases of 2022: none, ${missing}`];
  return contrasts.map(({ contrast, constraint, estimate, low, high }) => {
    const [value, from, to] = [estimate, low, high].map((end) => signedNumber(100 * end));
    const given = constraint === 'none' ? '' : `, ${constraint} alike`;
    return `  ${contrast} at the releases of 2022${given}: ${value} [${from}, ${to}] log points${contrast === 'kink' ? ' a month' : ''}`;
  });
}

function interval(value: number | null, { low, high }: { low: number | null; high: number | null }): string {
  const number = (end: number | null) => (end === null ? '–' : signedNumber(end));
  return `${number(value).padStart(7)}  [${number(low)}, ${number(high)}]`;
}
