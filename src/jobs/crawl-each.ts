import pLimit from 'p-limit';
import { TidemarkError } from '../core/errors.ts';
import type { Artist } from '../core/records.ts';
import type { CrawlJob, CrawlProblem } from './crawl-job.ts';

export interface EachEnd {
  readonly problems: readonly CrawlProblem[];
  /** Why not every artist was tried. */
  readonly stopped: TidemarkError | undefined;
}

/** What is wrong with an artist, if anything: an error is weighed, words are only told. */
export type ArtistWork = (artist: Artist, signal: AbortSignal) => Promise<TidemarkError | string | undefined>;

/** Artists that fail one after the other, each after all its retries, before the site counts as down. */
const MOST_FAILURES_IN_A_ROW = 3;
const LOOPBACK_CONCURRENCY = 4;

/**
 * Does some work for each artist, a few at a time on loopback, one at a time on a live site. An error that says `stop`
 * or `wait` ends the work for all; any other is that artist's own.
 */
export async function forEachArtist(
  { crawler, siteConfig, signal, progress }: CrawlJob,
  name: string,
  artists: readonly Artist[],
  work: ArtistWork,
): Promise<EachEnd> {
  const limit = pLimit(siteConfig.isLive ? 1 : LOOPBACK_CONCURRENCY);
  const inner = new AbortController();
  const either = AbortSignal.any([signal, inner.signal]);
  const problems: CrawlProblem[] = [];
  let stopped: TidemarkError | undefined;
  let failuresInARow = 0;
  const task = `${crawler.site}: ${name}`;

  const one = async (artist: Artist) => {
    if (either.aborted) return;
    const problem = await work(artist, either);
    progress.advance(task, 1);
    failuresInARow = problem instanceof TidemarkError && problem.remedy === 'retry' ? failuresInARow + 1 : 0;
    if (problem === undefined) return;
    problems.push({ artist: artist.name, reason: problem instanceof TidemarkError ? problem.message : problem });
    if (problem instanceof TidemarkError && isForAll(problem)) {
      stopped ??= problem;
      inner.abort(problem);
    }
  };
  const isForAll = ({ remedy }: TidemarkError) =>
    remedy === 'stop' || remedy === 'wait' || failuresInARow >= MOST_FAILURES_IN_A_ROW;

  progress.start(task, artists.length);
  const ends = await Promise.allSettled(
    artists.map((artist) =>
      limit(() =>
        one(artist).catch((error) => {
          inner.abort(error);
          throw error;
        }),
      ),
    ),
  );
  progress.end(task);
  const unforeseen = ends.find((end) => end.status === 'rejected');
  if (unforeseen) throw unforeseen.reason;
  return { problems, stopped };
}
