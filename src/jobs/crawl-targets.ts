import { TidemarkError, UsageError } from '../core/errors.ts';
import type { Artist } from '../core/records.ts';
import { drawSample, type SamplePlan, sampleKey } from '../crawlers/sampling.ts';
import type { FrontierEntry, Sample } from '../store/types.ts';
import type { CrawlJob, CrawlProblem } from './crawl-job.ts';

export interface Targets {
  readonly artists: readonly Artist[];
  /** Names that could not be looked up, most because the site does not know them. */
  readonly problems: readonly CrawlProblem[];
}

/** The artists of a job. A sample once drawn is found again, a name once looked up too: both without a request. */
export async function resolveTargets(job: CrawlJob): Promise<Targets> {
  const { target } = job;
  if (target.kind === 'artists') return namedArtists(job, target.names);
  const { store, crawler } = job;
  const sample = (await store.findSample(crawler.site, sampleKey(target))) ?? (await drawAndSave(job, target));
  return { artists: sample.artists.map(({ artist }) => artist), problems: [] };
}

async function namedArtists({ store, crawler, clock, signal }: CrawlJob, names: readonly string[]): Promise<Targets> {
  const byName = new Map((await store.frontier(crawler.site)).map((entry) => [entry.name.toLowerCase(), entry]));
  const artists = new Map<string, Artist>();
  const problems: CrawlProblem[] = [];
  for (const name of names) {
    const entry = byName.get(name.toLowerCase());
    try {
      const artist = entry ? artistFromEntry(entry) : await crawler.artist(name, signal);
      if (!entry) await store.addArtists([artist], clock.now());
      artists.set(artist.artistId, artist);
    } catch (error) {
      if (signal.aborted || !isOfOneName(error)) throw error;
      problems.push({ artist: name, reason: error.message });
    }
  }
  return { artists: [...artists.values()], problems };
}

async function drawAndSave({ store, crawler, clock, signal, progress }: CrawlJob, plan: SamplePlan): Promise<Sample> {
  const { site } = crawler;
  const { size, threshold, seed } = plan;
  progress.note(`${site}: listing the artists above the threshold of ${threshold}`);
  const frame: Artist[] = [];
  for await (const artists of crawler.frame(threshold, signal)) frame.push(...artists);
  if (frame.length === 0) throw new UsageError(`${site} has no artist above the threshold of ${threshold}`);
  const drawn = drawSample(site, frame, plan);
  const sample: Sample = {
    site,
    key: sampleKey(plan),
    sampleSize: size,
    threshold,
    seed,
    drawnAt: clock.now(),
    ...drawn,
  };
  await store.saveSample(sample);
  progress.note(`${site}: ${drawn.frameSize} artists found, ${drawn.artists.length} drawn`);
  return sample;
}

/** `stop` and `wait` speak for the whole site. */
function isOfOneName(error: unknown): error is TidemarkError {
  return error instanceof TidemarkError && (error.remedy === 'retry' || error.remedy === 'skip');
}

function artistFromEntry({ site, artistId, name, followers, followersKind, worksClaimed }: FrontierEntry): Artist {
  return { site, artistId, name, followers, followersKind, worksClaimed };
}
