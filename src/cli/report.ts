import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../analysis/analysis.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { systemClock } from '../core/clock.ts';
import { monthFromText } from '../core/month.ts';
import type { Progress } from '../core/progress.ts';
import { VERSION } from '../core/version.ts';
import { computeChanges } from '../jobs/changes.ts';
import { loopInputs } from '../jobs/loop-inputs.ts';
import { type LoopSummary, type PlanText, prepareLoop, runLoop } from '../jobs/loop-run.ts';
import { report } from '../jobs/report.ts';
import { computeShareEstimates, computeShares } from '../jobs/shares.ts';
import { configurationHash } from '../reports/manifest.ts';
import { siteWithdrawals } from '../reports/withdrawals.ts';
import type { Store } from '../store/store.ts';
import type { AnalysisOptions } from './analysis-options.ts';
import { analyzeStore, tracedOf } from './analyze.ts';
import { freeBytes } from './disk.ts';
import { gitCommit } from './git.ts';
import { rootSignal } from './interruption.ts';
import { configFile } from './options.ts';
import { loadPlan } from './plan.ts';
import { createProgress } from './progress.ts';
import { openExistingStore } from './wire.ts';
import { wrap } from './wrap.ts';

export interface ReportOptions extends AnalysisOptions {
  readonly out: string;
  readonly loop?: readonly string[];
}

export interface ReportRequest {
  readonly store: Store;
  readonly options: AnalysisOptions;
  readonly outDir: string;
  readonly plans: readonly PlanText[];
  readonly config: Config;
  readonly progress: Progress;
}

export interface ReportMade {
  readonly page: string;
  readonly analysis: Analysis;
  readonly loops: readonly LoopSummary[];
  /** True if a report of the same data, options and Tidemark was there already. */
  readonly wasThere: boolean;
}

export async function printReport(options: ReportOptions): Promise<void> {
  const config = loadConfig(configFile(options), process.env);
  const plans = (options.loop ?? []).map(loadPlan);
  await using store = await openExistingStore(options);
  const progress = createProgress(process.stderr);
  try {
    const made = await makeReport({ store, options, outDir: options.out, plans, config, progress });
    progress.stop();
    if (options.json) console.log(JSON.stringify({ page: made.page, wasThere: made.wasThere }, null, 2));
    else {
      for (const { artists } of made.analysis.cohorts) console.log(wrap(artists.verdict.sentence));
      console.log(`${made.wasThere ? 'The report was there already' : 'Report'}: ${made.page}`);
    }
  } finally {
    progress.stop();
  }
}

/** Analyses what is stored, runs the loop plans on it and writes it all down. */
export async function makeReport({
  store,
  options,
  outDir,
  plans,
  config,
  progress,
}: ReportRequest): Promise<ReportMade> {
  const { from, to, seed, dataDir } = options;
  const analysis = await analyzeStore(store, options);
  const stored = await computeShares({ store, from: monthFromText(from), to: monthFromText(to) });
  const sites = new Set(analysis.sites.map(({ site }) => site));
  const shares = stored.filter(({ site }) => sites.has(site));
  const window = { from: monthFromText(from), to: monthFromText(to), cutoff: monthFromText(options.cutoff) };
  const estimated = await computeShareEstimates({ store, ...window, config: config.shares, seed });
  const estimates = estimated.sites.filter(({ site }) => sites.has(site));
  const inputs = await loopInputs(store);
  const commit = gitCommit();
  const loops: LoopSummary[] = [];
  for (const plan of plans) {
    const job = { plan, inputs, dataDir, gitCommit: commit ?? 'unknown', freeBytes: await freeBytes(dataDir) };
    const prepared = await prepareLoop({ ...job, clock: systemClock });
    loops.push(await runLoop(prepared, { store, clock: systemClock, progress, signal: rootSignal }));
  }

  const { dataHash } = inputs;
  const state = { origins: await store.origins(), coverage: await store.coverage(), dataHash };
  const withdrawals = siteWithdrawals(state.coverage);
  const content = [
    VERSION,
    commit,
    dataHash,
    state.origins,
    seed,
    loops.map(({ runId }) => runId),
    analysis,
    withdrawals,
    config.shares,
  ];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const runId = `${from}-to-${to}-${hash.slice(0, 12)}`;
  const page = join(outDir, runId, 'index.html');
  if (existsSync(page)) return { page, analysis, loops, wasThere: true };
  const described = await computeChanges({ store, ...window, seed });
  const changes = { ...described, sites: described.sites.filter(({ site }) => sites.has(site)) };
  const configHash = configurationHash(config.sites);
  const { page: written } = await report({
    store,
    state,
    analysis,
    shares,
    estimates,
    changes,
    traced: tracedOf(options),
    loops,
    outDir,
    runId,
    seed,
    configHash,
    gitCommit: commit,
    clock: systemClock,
  });
  return { page: written, analysis, loops, wasThere: false };
}
