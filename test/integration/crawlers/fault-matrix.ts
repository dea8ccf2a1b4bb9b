import { SITES, type SiteName } from '../../../src/config/config.ts';
import { textFromMonth } from '../../../src/core/month.ts';
import type { RecrawlPlan } from '../../../src/jobs/crawl-job.ts';
import { FaultBoard } from '../../../src/sandbox/faults/board.ts';
import { FAULT_NAMES, type FaultName } from '../../../src/sandbox/faults/names.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { ArtistTruth } from '../../../src/sandbox/truth.ts';
import { Store } from '../../../src/store/store.ts';
import { FREE_PORTS } from '../../support/sandbox.ts';
import { loopbackConfig, runCrawl } from './crawl-setup.ts';
import { SkippingClock } from './skipping-clock.ts';

interface FaultCase {
  readonly fault: FaultName;
  readonly site: SiteName;
  readonly page: 'first' | 'middle' | 'last';
  /** How many requests in a row are spoiled. */
  readonly count: number;
}

export interface FaultOutcome extends FaultCase {
  /** As the store has it after the run with the fault. */
  readonly state: string;
  readonly reason: string;
  /** Pauses of the first crawl, in milliseconds that the clock skipped. */
  readonly waitedMs: number;
  readonly stored: number;
  /** Slots that the site counted and did not show. */
  readonly hidden: number;
  readonly published: number;
  /** Did the fault strike at all? */
  readonly hasStruck: boolean;
  /** Stored months equal the truth. */
  readonly isWhole: boolean;
  readonly rerunState: string;
  readonly isWholeAfterRerun: boolean;
  /** Rows of uploads that stand twice in the store in the end. */
  readonly duplicates: number;
}

/** More often than any client tries. */
const ALWAYS = 99;
/** What changes a site for good happens once; how a date is written makes no difference the second time. */
const ONCE: readonly FaultName[] = [
  'new-upload',
  'renamed',
  'null-count',
  'throttled-imf-date',
  'throttled-rfc850-date',
  'throttled-asctime-date',
  'throttled-malformed',
];
const PAGES = ['first', 'middle', 'last'] as const;
/** Each has three pages. */
const ARTISTS: Readonly<Record<SiteName, string>> = {
  artstation: 'edge-n101',
  deviantart: 'edge-n49',
  danbooru: 'edge-n401',
};
/** With the newest work held back, these have three pages, Danbooru's two. */
const PUBLISHING: Readonly<Record<SiteName, string>> = {
  artstation: 'edge-arranged',
  deviantart: 'edge-followers-2000',
  danbooru: 'edge-n401',
};
const TWO_DAYS_MS = 2 * 86_400_000;

/** Every fault at every site that can have it, on the first, the middle and the last page, once and always. */
const FAULT_CASES: readonly FaultCase[] = FAULT_NAMES.flatMap((fault) =>
  SITES.filter((site) => new FaultBoard(site).knows(fault)).flatMap((site) =>
    (ONCE.includes(fault) ? [1] : [1, ALWAYS]).flatMap((count) => PAGES.map((page) => ({ fault, site, page, count }))),
  ),
);

export function startFaultySites(): Promise<Sandbox> {
  return startSandbox({ artistsPerSite: 3, ports: FREE_PORTS });
}

/** Crawls one artist with a fault, then in full without, two days later by a clock that costs no time. */
async function runFaultCase(sandbox: Sandbox, faultCase: FaultCase): Promise<FaultOutcome> {
  const { fault, site, page, count } = faultCase;
  const baseUrl = sandbox.baseUrls[site];
  const artist = fault === 'new-upload' ? PUBLISHING[site] : ARTISTS[site];
  const truth = (await (await fetch(`${baseUrl}/_truth/${site}/${artist}`)).json()) as ArtistTruth;
  const published = Object.fromEntries(Object.entries(truth.months).map(([month, { uploads }]) => [month, uploads]));
  const clock = new SkippingClock();
  await using store = await Store.open(':memory:');
  const crawl = (name: string, recrawl?: RecrawlPlan) =>
    runCrawl(store, loopbackConfig(site, baseUrl), [name], { clock, ...(recrawl ? { recrawl } : {}) });
  try {
    await arm(baseUrl, `${fault}@${page}*${count}`, artist);
    const start = clock.now();
    await crawl(artist);
    const waitedMs = clock.now() - start;
    const left = await countWaiting(baseUrl);
    const broken = await readStored(store, artist);
    if (fault !== 'renamed') await disarm(baseUrl);
    clock.skip(TWO_DAYS_MS);
    const name = fault === 'renamed' ? `${artist}-renamed` : artist;
    await crawl(name, { kind: 'full', fullEveryMs: 0 });
    const mended = await readStored(store, name);
    return {
      ...faultCase,
      state: broken.state,
      reason: broken.reason.replaceAll(baseUrl, '').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(time)'),
      waitedMs,
      stored: broken.uploads,
      hidden: broken.hidden,
      published: truth.uploads,
      hasStruck: left < count,
      isWhole: isWhole(faultCase, broken.months, published),
      rerunState: mended.state,
      isWholeAfterRerun: differences(mended.months, published).length === 0,
      duplicates: mended.duplicates,
    };
  } finally {
    await disarm(baseUrl);
  }
}

/** A fault's cases; the sites side by side. */
export async function runFault(
  sandbox: Sandbox,
  fault: FaultName,
  isChosen: (faultCase: FaultCase) => boolean = () => true,
): Promise<FaultOutcome[]> {
  const outcomes = await Promise.all(
    SITES.map(async (site) => {
      const found: FaultOutcome[] = [];
      for (const faultCase of FAULT_CASES) {
        if (faultCase.fault !== fault || faultCase.site !== site || !isChosen(faultCase)) continue;
        found.push(await runFaultCase(sandbox, faultCase));
      }
      return found;
    }),
  );
  return outcomes.flat();
}

/**
 * Nothing is lost without a word: what is stored is the truth, or the store says that it is not all and why, or that
 * as many slots are hidden as works are missing: an empty page of DeviantArt's says that of its works.
 */
export function isHonest({ isWhole, state, reason, stored, hidden, published }: FaultOutcome): boolean {
  return isWhole || (state !== 'complete' && reason !== '') || stored + hidden >= published;
}

export function isMended({ rerunState, isWholeAfterRerun, duplicates }: FaultOutcome): boolean {
  return rerunState === 'complete' && isWholeAfterRerun && duplicates === 0;
}

async function arm(baseUrl: string, fault: string, artist: string): Promise<void> {
  const body = JSON.stringify({ fault, artist });
  const reply = await fetch(`${baseUrl}/_faults`, { method: 'POST', body });
  if (reply.status !== 201) throw new Error(`${fault} could not be armed: ${await reply.text()}`);
}

async function countWaiting(baseUrl: string): Promise<number> {
  const waiting = (await (await fetch(`${baseUrl}/_faults`)).json()) as { count: number }[];
  return waiting.reduce((sum, { count }) => sum + count, 0);
}

async function disarm(baseUrl: string): Promise<void> {
  await fetch(`${baseUrl}/_faults`, { method: 'DELETE' });
}

async function readStored(store: Store, name: string) {
  const coverage = (await store.coverage()).find((row) => row.artist === name);
  const { artistNames, artist, month, uploads } = await store.activity();
  const index = artistNames.indexOf(name);
  const months: Record<string, number> = {};
  artist.forEach((one, i) => {
    if (one === index) months[textFromMonth(month[i]!)] = uploads[i]!;
  });
  const rows = Object.values(months).reduce((sum, count) => sum + count, 0);
  return {
    state: coverage?.state ?? 'not stored',
    reason: coverage?.reason ?? '',
    uploads: coverage?.uploads ?? 0,
    hidden: coverage?.hidden ?? 0,
    months,
    duplicates: rows - (coverage?.uploads ?? 0),
  };
}

type Months = Readonly<Record<string, number>>;

/** A work published after Danbooru's first page was read is the next crawl's. */
function isWhole({ fault, site }: FaultCase, stored: Months, published: Months): boolean {
  const missing = differences(stored, published);
  const isNextCrawls = fault === 'new-upload' && site === 'danbooru' && missing.length === 1 && missing[0] === 1;
  return missing.length === 0 || isNextCrawls;
}

/** How many works of a month are missing, for the months in which any are, or are too many. */
function differences(stored: Months, published: Months): readonly number[] {
  const months = [...new Set([...Object.keys(stored), ...Object.keys(published)])];
  return months.map((month) => (published[month] ?? 0) - (stored[month] ?? 0)).filter((count) => count !== 0);
}
