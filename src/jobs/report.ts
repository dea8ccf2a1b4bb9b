import type { Analysis } from '../analysis/analysis.ts';
import type { Changes } from '../core/change-tables.ts';
import type { Clock } from '../core/clock.ts';
import { FROM_FILE } from '../core/origin.ts';
import type { MonthlyShare, SiteShares } from '../core/shares.ts';
import type { ReportedLoop } from '../reports/loop-figures.ts';
import { type WrittenReport, writeReport } from '../reports/report.ts';
import type { Store } from '../store/store.ts';
import type { TraceRequest } from '../store/trace.ts';
import type { Coverage, SiteOrigin } from '../store/types.ts';

/** What a report tells of the store as a whole. */
export interface StoreState {
  readonly origins: readonly SiteOrigin[];
  readonly coverage: readonly Coverage[];
  readonly dataHash: string;
}

export interface ReportOptions {
  readonly store: Pick<Store, 'samples' | 'saveTrace'>;
  readonly state: StoreState;
  readonly analysis: Analysis;
  /** By site, then month; empty for a report without them. */
  readonly shares: readonly MonthlyShare[];
  /** The shares after correction. @default none */
  readonly estimates?: readonly SiteShares[];
  /** What uploads are about and how they are marked; absent where that was not looked into. */
  readonly changes?: Changes;
  readonly loops: readonly ReportedLoop[];
  /** What the analysis took, to trace its numbers; absent for a report without provenance. */
  readonly traced?: Omit<TraceRequest, 'folder'>;
  /** Reports lie in it, each in a folder of its own. */
  readonly outDir: string;
  readonly runId: string;
  /** What the analysis was made with. */
  readonly seed: number | string;
  /** As from `configurationHash` (reports/manifest.ts). */
  readonly configHash: string;
  /** Null outside a git checkout. */
  readonly gitCommit: string | null;
  readonly clock: Clock;
}

/**
 * Writes the report of an analysis: page, figures, tables, manifest. Origins, coverage and samples are cut to the sites
 * of the analysis.
 *
 * @throws ReportUnwritableError if the disk does not take it; nothing half written is left
 */
export async function report(options: ReportOptions): Promise<WrittenReport> {
  const {
    store,
    state,
    analysis,
    shares,
    estimates = [],
    changes,
    traced,
    loops,
    outDir,
    runId,
    seed,
    configHash,
    gitCommit,
    clock,
  } = options;
  const sites = new Set(analysis.sites.map(({ site }) => site));
  const origins = originsOf(sites, state.origins);
  const coverage = state.coverage.filter(({ site }) => sites.has(site));
  const samples = (await store.samples()).filter(({ site }) => sites.has(site));
  const provenance = { runId, createdAt: clock.now(), gitCommit, configHash, dataHash: state.dataHash, seed };
  const contents = { analysis, origins, coverage, samples, shares, estimates, loops, provenance };
  return writeReport(
    {
      ...contents,
      ...(changes && { changes }),
      ...(traced && { trace: (folder: string) => store.saveTrace({ ...traced, folder }) }),
    },
    outDir,
  );
}

/** The store knows where crawls read from; what no crawl read came from files. */
function originsOf(sites: ReadonlySet<string>, crawled: readonly SiteOrigin[]): SiteOrigin[] {
  return [...sites].flatMap((site) => {
    const ofSite = crawled.filter((entry) => entry.site === site);
    return ofSite.length > 0 ? ofSite : [{ site, origin: FROM_FILE }];
  });
}
