import { join } from 'node:path';
import { loadConfig, type SiteConfig } from '../config/config.ts';
import { systemClock } from '../core/clock.ts';
import { UsageError } from '../core/errors.ts';
import type { Progress } from '../core/progress.ts';
import { WarcArchive } from '../crawlers/http/archive.ts';
import { HttpClient } from '../crawlers/http/client.ts';
import { runRecord } from '../crawlers/http/replay-record.ts';
import { Transport } from '../crawlers/http/transport.ts';
import { createCrawler, siteName } from '../crawlers/registry.ts';
import { type CrawlSummary, crawl } from '../jobs/crawl.ts';
import type { CrawlTarget, RecrawlPlan } from '../jobs/crawl-job.ts';
import type { ReplayParameters } from '../jobs/replay.ts';
import { siteWithdrawals, withdrawalSentence } from '../reports/withdrawals.ts';
import type { Store } from '../store/store.ts';
import { rootSignal } from './interruption.ts';
import { type CommonOptions, configFile } from './options.ts';
import { createProgress } from './progress.ts';
import { openStore, runIdAt } from './wire.ts';

const DAY_MS = 86_400_000;

export interface CrawlOptions extends CommonOptions {
  readonly artist?: readonly string[];
  readonly sample?: number;
  readonly minFollowers?: number;
  readonly minPosts?: number;
  readonly seed: number;
  readonly labels: 'listing' | 'detail';
  readonly strata?: readonly number[];
  readonly allocation: 'equal' | 'proportional';
  readonly recrawl?: RecrawlPlan['kind'];
  readonly fullEvery: number;
}

export interface SiteCrawl {
  readonly store: Store;
  /** Shared by all crawls of the process: one gate a host. */
  readonly transport: Transport;
  readonly siteConfig: SiteConfig;
  readonly dataDir: string;
  readonly target: CrawlTarget;
  readonly labels: 'listing' | 'detail';
  readonly recrawl?: RecrawlPlan;
  readonly progress: Progress;
}

/** @returns the exit code: 0 all stored, 1 no artist found or begun, 3 stored in part, 130 interrupted */
export async function crawlSite(name: string, options: CrawlOptions): Promise<number> {
  const site = siteName(name);
  const siteConfig = loadConfig(configFile(options), process.env).sites[site];
  const target = crawlTarget(options, site);
  await using store = await openStore(options);
  const progress = createProgress(process.stderr);
  try {
    const { dataDir, labels, recrawl: kind, fullEvery } = options;
    const recrawl = kind && { kind, fullEveryMs: fullEvery * DAY_MS };
    await using transport = openTransport(store);
    const job = { store, transport, siteConfig, dataDir, target, labels, ...(recrawl ? { recrawl } : {}), progress };
    const summary = await runCrawl(job);
    progress.stop();
    const coverage = recrawl ? (await store.coverage()).filter((entry) => entry.site === site) : [];
    const withdrawals = siteWithdrawals(coverage);
    if (options.json) {
      const stopped = summary.stopped?.message ?? null;
      console.log(JSON.stringify({ ...summary, stopped, withdrawals: withdrawals[0] ?? null }, null, 2));
    } else {
      console.log([crawlText(summary), ...withdrawals.map(withdrawalSentence)].join('\n'));
    }
    return exitCode(summary);
  } finally {
    progress.stop();
  }
}

export function openTransport(store: Store): Transport {
  return new Transport({ clock: systemClock, seed: systemClock.now(), hostStates: store });
}

/** One run of one site, with its own archive. */
export async function runCrawl({ store, transport, siteConfig, dataDir, ...job }: SiteCrawl): Promise<CrawlSummary> {
  const { site } = siteConfig;
  const runId = runIdAt(systemClock.now(), site);
  const { target, labels, recrawl } = job;
  const parameters: ReplayParameters = { target, labels, ...(recrawl ? { recrawl } : {}) };
  await using archive = new WarcArchive(join(dataDir, 'raw'), runId, runRecord(siteConfig, { ...parameters }));
  const http = new HttpClient({ siteConfig, transport, archive });
  const crawler = createCrawler(site, http, siteConfig);
  const summary = await crawl({
    store,
    http,
    crawler,
    siteConfig,
    clock: systemClock,
    runId,
    signal: rootSignal,
    ...job,
  });
  for (const note of http.notes) job.progress.note(note);
  return summary;
}

export function crawlText(summary: CrawlSummary): string {
  const { site, runId, complete, partial, gone, pending, uploads, requests, hidden, labelled, problems, stopped } =
    summary;
  const shown = problems.slice(0, 10).map(({ artist, reason }) => `  ${artist}: ${reason}`);
  return [
    `${site}: ${complete} artists complete, ${partial} partial, ${gone} gone, ${pending} not begun`,
    `${site}: ${uploads} uploads read and ${labelled} labels looked up with ${requests} requests; ${hidden} works hidden by the site`,
    ...shown,
    ...(problems.length > shown.length
      ? [`  and ${problems.length - shown.length} more: tidemark export coverage --out coverage.csv`]
      : []),
    ...(stopped ? [`${site}: stopped early: ${stopped.message}`] : []),
    ...(requests > 0 ? [`${site}: run ${runId}, whose replies are kept: tidemark replay ${runId} --into FOLDER`] : []),
    ...(pending + partial > 0 ? [`${site}: the same command goes on from here`] : []),
  ].join('\n');
}

function exitCode({ state, complete, partial, gone }: CrawlSummary): number {
  if (state === 'interrupted') return 130;
  if (state === 'complete') return 0;
  return complete + partial + gone === 0 ? 1 : 3;
}

function crawlTarget(options: CrawlOptions, site: string): CrawlTarget {
  const { artist, sample, minFollowers, minPosts, seed, strata: from, allocation } = options;
  const stray = site === 'danbooru' ? minFollowers : minPosts;
  if (stray !== undefined) {
    throw new UsageError(
      site === 'danbooru'
        ? 'Danbooru has no followers: use --min-posts, the number of posts with the artist tag'
        : `--min-posts is for Danbooru; ${site} has followers: use --min-followers`,
    );
  }
  if (artist !== undefined) {
    if (from !== undefined) throw new UsageError('--strata is for --sample: artists by name are not drawn');
    return { kind: 'artists', names: artist };
  }
  if (from !== undefined) {
    if ((minFollowers ?? minPosts) !== undefined) {
      throw new UsageError('--strata says where the lowest bin begins: leave out --min-followers and --min-posts');
    }
    return { kind: 'sample', size: sample!, threshold: from[0]!, seed, strata: { from, allocation } };
  }
  const threshold = site === 'danbooru' ? (minPosts ?? 50) : (minFollowers ?? 2000);
  return { kind: 'sample', size: sample!, threshold, seed };
}
