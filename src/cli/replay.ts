import { join, resolve } from 'node:path';
import { findChromium } from '../config/chromium.ts';
import { systemClock } from '../core/clock.ts';
import { UsageError } from '../core/errors.ts';
import type { CrawlSummary } from '../jobs/crawl.ts';
import { replay } from '../jobs/replay.ts';
import { rootSignal } from './interruption.ts';
import type { CommonOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { openStore, runIdAt } from './wire.ts';

export interface ReplayOptions extends CommonOptions {
  /** The data folder that takes the tables. */
  readonly into: string;
}

/** @returns the exit code: 0 every history whole, 3 some in part, 130 interrupted */
export async function replayRuns(runs: readonly string[], { dataDir, into, json }: ReplayOptions): Promise<number> {
  if (resolve(into) === resolve(dataDir)) {
    throw new UsageError(`--into must be another folder than ${dataDir}, whose histories are already stored`);
  }
  await using store = await openStore({ dataDir: into });
  const progress = createProgress(process.stderr);
  try {
    const summary = await replay({
      store,
      rawFolder: join(dataDir, 'raw'),
      recordedIds: runs,
      runId: runIdAt(systemClock.now(), 'replay'),
      chromium: findChromium(process.env),
      signal: rootSignal,
      progress,
    });
    progress.stop();
    if (json) console.log(JSON.stringify({ ...summary, stopped: summary.stopped?.message ?? null }, null, 2));
    else console.log(textOf(summary));
    if (summary.state === 'interrupted') return 130;
    return summary.state === 'complete' ? 0 : 3;
  } finally {
    progress.stop();
  }
}

function textOf({ site, complete, partial, gone, pending, uploads, labelled, problems }: CrawlSummary): string {
  const shown = problems.slice(0, 10).map(({ artist, reason }) => `  ${artist}: ${reason}`);
  return [
    `${site}: ${complete} artists complete, ${partial} partial, ${gone} gone, ${pending} not begun`,
    `${site}: ${uploads} uploads and ${labelled} labels parsed from the archive`,
    ...shown,
    ...(problems.length > shown.length ? [`  and ${problems.length - shown.length} more`] : []),
  ].join('\n');
}
