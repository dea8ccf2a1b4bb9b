import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig, SITES } from '../config/config.ts';
import type { CrawlSummary } from '../jobs/crawl.ts';
import type { CrawlTarget } from '../jobs/crawl-job.ts';
import type { LoopSummary } from '../jobs/loop-run.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { crawlText, openTransport, runCrawl } from './crawl.ts';
import { rootSignal } from './interruption.ts';
import { type CommonOptions, configFile } from './options.ts';
import { loadPlan } from './plan.ts';
import { createProgress } from './progress.ts';
import { makeReport, type ReportMade } from './report.ts';
import { openStore } from './wire.ts';
import { wrap } from './wrap.ts';

const PLANS = ['gaussian-shares', 'categorical-shares'].map((name) =>
  fileURLToPath(new URL(`../../plans/${name}.toml`, import.meta.url)),
);
const WINDOW = { from: '2021-01', to: '2023-10', cutoff: '2022-01', leastUploads: 0, draws: 1000 };

export interface DemoOptions extends CommonOptions {
  readonly sample: number;
  readonly seed: number;
  readonly out: string;
}

/** @returns the exit code: 0 all done, 3 done in part, 130 interrupted */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { dataDir, sample, seed } = options;
  const progress = createProgress(process.stderr);
  try {
    await using store = await openStore(options);
    await using transport = openTransport(store);
    await using sandbox = await startSandbox({ ports: { artstation: 0, deviantart: 0, danbooru: 0 } });
    const config = sandboxConfig(options, sandbox.baseUrls);
    progress.note('Stand-in sites are running on this machine; their artists are invented.');
    const crawls = await Promise.all(
      SITES.map((site) => {
        const threshold = site === 'danbooru' ? 50 : 2000;
        const target: CrawlTarget = { kind: 'sample', size: sample, threshold, seed };
        // DeviantArt's API has no label: the website does. ArtStation's detail pages are behind a challenge.
        const labels = site === 'deviantart' ? 'detail' : 'listing';
        return runCrawl({ store, transport, siteConfig: config.sites[site], dataDir, target, labels, progress });
      }),
    );
    rootSignal.throwIfAborted();
    progress.note('Analysing, running the loop and writing the report …');
    const made = await makeReport({
      store,
      options: { ...WINDOW, dataDir, seed },
      outDir: options.out,
      plans: PLANS.map(loadPlan),
      config,
      progress,
    });
    progress.stop();
    console.log(options.json ? JSON.stringify(result(crawls, made), null, 2) : wrap(summary(crawls, made)));
    return crawls.every(({ state }) => state === 'complete') ? 0 : 3;
  } finally {
    progress.stop();
  }
}

/** The settings of a file that was named, else the defaults, with every site where the sandbox listens. */
function sandboxConfig(options: DemoOptions, baseUrls: Readonly<Record<string, string>>): Config {
  const { file, sites, shares } = loadConfig(options.config === undefined ? null : configFile(options), {});
  const moved = SITES.map((site) => [site, { ...sites[site], baseUrl: baseUrls[site]!, isLive: false }]);
  return { file, sites: Object.fromEntries(moved) as Config['sites'], shares };
}

function summary(crawls: readonly CrawlSummary[], { analysis, loops, page, wasThere }: ReportMade): string {
  return [
    '',
    'What was crawled (from stand-in sites with invented artists)',
    ...crawls.map((crawl) => indented(crawlText(crawl))),
    '',
    'What it shows',
    ...analysis.cohorts.map(({ site, artists }) => indented(`${site}: ${artists.verdict.sentence}`)),
    '',
    'What the loops say',
    ...loops.map((loop) => indented(loopSentence(loop))),
    '',
    'What the loops took for granted',
    ...new Set(loops.flatMap(({ manifest }) => manifest.assumptions.map(indented))),
    '',
    `${wasThere ? 'Nothing had changed; the report is' : 'The report is'} ${resolve(page)}`,
  ].join('\n');
}

function loopSentence({ manifest: { model, bounds }, scores }: LoopSummary): string {
  const held = `${scores.filter(({ holds }) => holds).length} of ${scores.length} predictions by theory hold`;
  const last = bounds.at(-1);
  if (last === undefined) return `${model}: ${held}.`;
  const stock = last.stockMet === null ? '' : `, ${last.stockMet.toFixed(3)} for the stock`;
  return (
    `${model}: the uploads of ${last.month} meet the sufficient bound λ < 1/2 with probability ` +
    `${last.flowMet.toFixed(3)} for the flow${stock}; ${held}.`
  );
}

function result(crawls: readonly CrawlSummary[], { page, wasThere, loops }: ReportMade) {
  return {
    crawls: crawls.map((crawl) => ({ ...crawl, stopped: crawl.stopped?.message ?? null })),
    loops: loops.map(({ runId, directory, alreadyComplete }) => ({ runId, directory, alreadyComplete })),
    page,
    wasThere,
  };
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
