import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Progress } from '../core/progress.ts';
import { HttpClient } from '../crawlers/http/client.ts';
import { ReplayTransport } from '../crawlers/http/replay.ts';
import { Recorded } from '../crawlers/http/replay-index.ts';
import { siteConfigFromRunRecord } from '../crawlers/http/replay-record.ts';
import { createCrawler, siteName } from '../crawlers/registry.ts';
import { type CrawlSummary, crawl } from './crawl.ts';
import type { CrawlJob, CrawlTarget } from './crawl-job.ts';

export interface ReplayJob {
  readonly store: CrawlJob['store'];
  /** Where archives lie, one folder a run. */
  readonly rawFolder: string;
  /** The recorded runs of one crawl: more than one if it was killed and went on. */
  readonly recordedIds: readonly string[];
  /** The run that this replay is in the store. */
  readonly runId: string;
  /** For pages that were rendered; their scripts run again, on recorded replies. */
  readonly chromium: string | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** What a run must say of itself in its archive to be replayed. */
export type ReplayParameters = Pick<CrawlJob, 'target' | 'labels' | 'recrawl'>;

const strata = z.strictObject({ from: z.array(z.number()), allocation: z.enum(['equal', 'proportional']) });
const target: z.ZodType<CrawlTarget> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('artists'), names: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal('sample'),
    size: z.int(),
    threshold: z.int(),
    seed: z.int(),
    strata: strata.exactOptional(),
  }),
]);
const parametersSchema: z.ZodType<ReplayParameters> = z.strictObject({
  target,
  labels: z.enum(['listing', 'detail']),
  recrawl: z.strictObject({ kind: z.enum(['full', 'incremental']), fullEveryMs: z.number() }).exactOptional(),
});

/**
 * Does a recorded crawl again without network: every request is answered from the archive. Artists whose replies end
 * before their histories do are partial.
 *
 * @throws InputError if the archive is not there, or does not say what its runs were asked to do
 * @throws ArchiveEndsError if it ends before it is known which artists were wanted
 */
export async function replay({ rawFolder, recordedIds, chromium, ...job }: ReplayJob): Promise<CrawlSummary> {
  const folders = recordedIds.toSorted().map((id) => join(rawFolder, id)); // a run's id begins with its time
  await using recorded = await Recorded.open(folders);
  const parameters = parametersSchema.safeParse(recorded.run.parameters);
  if (!parameters.success)
    throw new InputError(folders[0]!, `is no crawl that can be replayed: ${parameters.error.message}`);
  const siteConfig = siteConfigFromRunRecord(recorded.run, siteName(recorded.run.site), chromium);
  await using transport = new ReplayTransport(recorded);
  const http = new HttpClient({ siteConfig, transport, archive: null });
  const crawler = createCrawler(siteConfig.site, http, siteConfig);
  const pass = (runId: string) =>
    crawl({ ...job, runId, http, crawler, siteConfig, clock: transport.clock, ...parameters.data });
  const first = await pass(job.runId);
  if (first.problems.length === 0 || parameters.data.recrawl || job.signal.aborted) return first;
  // What artists share, such as the page of a session, was recorded once, for whoever came first that time.
  const second = await pass(`${job.runId}-again`);
  return { ...second, uploads: first.uploads + second.uploads, labelled: first.labelled + second.labelled };
}
