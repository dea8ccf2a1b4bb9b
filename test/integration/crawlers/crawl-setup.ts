import { loadConfig, type SiteConfig, type SiteName } from '../../../src/config/config.ts';
import { type Progress, silentProgress } from '../../../src/core/progress.ts';
import type { Archive } from '../../../src/crawlers/http/archive.ts';
import { HttpClient } from '../../../src/crawlers/http/client.ts';
import { Transport } from '../../../src/crawlers/http/transport.ts';
import { createCrawler } from '../../../src/crawlers/registry.ts';
import { type CrawlSummary, crawl } from '../../../src/jobs/crawl.ts';
import type { CrawlTarget, RecrawlPlan } from '../../../src/jobs/crawl-job.ts';
import type { Store } from '../../../src/store/store.ts';
import { SkippingClock } from './skipping-clock.ts';

export interface RunOptions {
  readonly clock?: SkippingClock;
  readonly signal?: AbortSignal;
  readonly labels?: 'listing' | 'detail';
  readonly recrawl?: RecrawlPlan;
  readonly progress?: Progress;
  readonly archive?: Archive;
}

/** A site of the sandbox as no file configures it. */
export function loopbackConfig(site: SiteName, baseUrl: string): SiteConfig {
  return { ...loadConfig(null, {}).sites[site], baseUrl };
}

let runs = 0;

/** One run of a process of its own: only the store is kept between two of them. */
export async function runCrawl(
  store: Store,
  siteConfig: SiteConfig,
  target: CrawlTarget | readonly string[],
  {
    clock = new SkippingClock(),
    signal = new AbortController().signal,
    labels = 'listing',
    archive,
    ...rest
  }: RunOptions = {},
): Promise<CrawlSummary> {
  await using transport = new Transport({ clock, seed: 1, hostStates: store });
  const http = new HttpClient({ siteConfig, transport, archive: archive ?? null });
  return await crawl({
    store,
    http,
    crawler: createCrawler(siteConfig.site, http, siteConfig),
    siteConfig,
    clock,
    runId: `run-${runs++}`,
    target: 'kind' in target ? target : { kind: 'artists', names: target },
    labels,
    signal,
    progress: silentProgress,
    ...rest,
  });
}
