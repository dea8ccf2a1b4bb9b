import type { Artist } from '../core/records.ts';
import type { LabelBacklog } from '../store/types.ts';
import type { CrawlJob } from './crawl-job.ts';

/** Tells what looking up labels will cost, before it is spent: requests, and how long they take at the site's pace. */
export async function noteLabelCost(job: CrawlJob, artists: readonly Artist[]): Promise<void> {
  const { store, crawler, siteConfig, progress } = job;
  if (!crawler.labelRequests) return;
  const wanted = new Set(artists.map(({ artistId }) => artistId));
  const backlog = (await store.labelBacklog(crawler.site)).filter(({ artistId }) => wanted.has(artistId));
  const works = backlog.map(worksToLookUp);
  const known = works.filter((count) => count !== undefined);
  const requests = known.reduce((sum, count) => sum + crawler.labelRequests!(count), 0);
  const total = known.reduce((sum, count) => sum + count, 0);
  const unknown = works.length - known.length;
  const span = durationText(requests / siteConfig.requestsPerSecond);
  if (requests > 0) {
    progress.note(`${crawler.site}: labels of ${total} works cost about ${requests} requests, at least ${span}`);
  }
  if (unknown > 0) {
    progress.note(`${crawler.site}: what labels of ${unknown} artists cost is told once their works are listed`);
  }
}

/** @returns undefined where nobody has said yet how many works there are */
function worksToLookUp({ isRead, unlabelled, worksClaimed }: LabelBacklog): number | undefined {
  if (isRead) return unlabelled;
  return worksClaimed === null ? undefined : Math.max(worksClaimed, unlabelled);
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
