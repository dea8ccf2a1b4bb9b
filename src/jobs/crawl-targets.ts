import { TidemarkError, UsageError } from '../core/errors.ts';
import type { Artist } from '../core/records.ts';
import { drawSample, type SamplePlan, sampleKey } from '../crawlers/sampling.ts';
import type { FrontierEntry, Sample } from '../store/types.ts';
import type { CrawlJob, CrawlProblem } from './crawl-job.ts';

export interface Targets {
  readonly artists: readonly Artist[];
  /** Ids of artists that the site was asked for by name, and has. */
  readonly found: ReadonlySet<string>;
  /** Names that could not be looked up, most because the site does not know them. */
  readonly problems: readonly CrawlProblem[];
}

/** The artists of a job. A sample once drawn is found again, a name once looked up too: both without a request. */
export async function resolveTargets(job: CrawlJob): Promise<Targets> {
  const { target } = job;
  if (target.kind === 'artists') return namedArtists(job, target.names);
  const { store, crawler } = job;
  const sample = (await store.findSample(crawler.site, sampleKey(target))) ?? (await drawAndSave(job, target));
  if (sample.frameShortfall !== null) {
    job.progress.note(`${crawler.site}: the sampling frame is cut short: ${sample.frameShortfall}`);
  }
  return { artists: sample.artists.map(({ artist }) => artist), found: new Set(), problems: [] };
}

async function namedArtists({ store, crawler, clock, signal }: CrawlJob, names: readonly string[]): Promise<Targets> {
  const byName = new Map((await store.frontier(crawler.site)).map((entry) => [entry.name.toLowerCase(), entry]));
  const artists = new Map<string, Artist>();
  const found = new Set<string>();
  const problems: CrawlProblem[] = [];
  for (const name of names) {
    const entry = byName.get(name.toLowerCase());
    try {
      const artist = entry ? artistFromEntry(entry) : await crawler.artist(name, signal);
      if (!entry) {
        await store.addArtists([artist], clock.now());
        found.add(artist.artistId);
      }
      artists.set(artist.artistId, artist);
    } catch (error) {
      if (signal.aborted || !isOfOneName(error)) throw error;
      problems.push({ artist: name, reason: error.message });
    }
  }
  return { artists: [...artists.values()], found, problems };
}

async function drawAndSave({ store, crawler, clock, signal, progress }: CrawlJob, plan: SamplePlan): Promise<Sample> {
  const { site } = crawler;
  const { size, threshold, seed } = plan;
  progress.note(
    `${site}: listing the artists ${plan.strata ? `from ${threshold} up` : `above the threshold of ${threshold}`}`,
  );
  // A bin takes in its least audience; where the site has followers the frame leaves its threshold out.
  const above = plan.strata && crawler.followersKind !== 'post_count' ? threshold - 1 : threshold;
  const frame: Artist[] = [];
  let frameShortfall: string | null = null;
  for await (const { artists, shortfall } of crawler.frame(above, signal)) {
    frame.push(...artists);
    frameShortfall ??= shortfall ?? null;
  }
  if (frame.length === 0) throw new UsageError(`${site} has no artist above the threshold of ${threshold}`);
  const drawn = drawSample(site, frame, plan);
  const sample: Sample = {
    site,
    key: sampleKey(plan),
    sampleSize: size,
    threshold,
    seed,
    drawnAt: clock.now(),
    frameShortfall,
    ...drawn,
  };
  await store.saveSample(sample);
  progress.note(`${site}: ${drawn.frameSize} artists found, ${drawn.artists.length} drawn`);
  for (const { from, frameSize, sampleSize } of drawn.strata ?? []) {
    progress.note(`${site}: from ${from} up: ${sampleSize} of ${frameSize}`);
  }
  return sample;
}

/** `stop` and `wait` speak for the whole site. */
function isOfOneName(error: unknown): error is TidemarkError {
  return error instanceof TidemarkError && (error.remedy === 'retry' || error.remedy === 'skip');
}

function artistFromEntry({ site, artistId, name, followers, followersKind, worksClaimed }: FrontierEntry): Artist {
  return { site, artistId, name, followers, followersKind, worksClaimed };
}
