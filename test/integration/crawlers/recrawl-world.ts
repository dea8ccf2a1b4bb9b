import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { silentProgress } from '../../../src/core/progress.ts';
import type { Artist, Upload } from '../../../src/core/records.ts';
import { ArtistGoneError } from '../../../src/crawlers/errors.ts';
import type { SiteCrawler, UploadPage } from '../../../src/crawlers/site.ts';
import { type CrawlSummary, crawl } from '../../../src/jobs/crawl.ts';
import type { CrawlJob, RecrawlPlan } from '../../../src/jobs/crawl-job.ts';
import type { Store } from '../../../src/store/store.ts';
import { temporaryFolder } from '../store/temporary.ts';

export const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 0, 10);

interface Work {
  readonly uploadId: string;
  readonly publishedAt: number;
}

/** A site in memory that changes between crawls, and a clock that only the test and the pages move. */
export class RecrawlWorld {
  readonly site: string;
  readonly order: SiteCrawler['order'];
  readonly pageSize: number;
  /** By artist id. */
  readonly works = new Map<string, Work[]>();
  readonly names = new Map<string, string>();
  requests = 0;
  now = START;
  /** Called before each page: kills, changes under way. */
  beforePage: (artistId: string, page: number) => void = () => {};
  #runs = 0;

  constructor({ order = 'newest-first', pageSize = 4 }: { order?: SiteCrawler['order']; pageSize?: number } = {}) {
    this.site = order === 'own' ? 'artstation' : 'danbooru';
    this.order = order;
    this.pageSize = pageSize;
  }

  /** Works 0 … count - 1, a day between two, the newest published a day before the clock. */
  addArtist(artistId: string, count: number): void {
    this.names.set(artistId, `name-${artistId}`);
    const works = Array.from({ length: count }, (_, i) => ({
      uploadId: `${artistId}-${i}`,
      publishedAt: this.now - (count - i) * DAY_MS,
    }));
    this.works.set(artistId, works);
  }

  publish(artistId: string, uploadId: string, publishedAt = this.now): void {
    this.works.get(artistId)!.push({ uploadId, publishedAt });
  }

  withdraw(artistId: string, uploadId: string): void {
    this.works.set(
      artistId,
      this.works.get(artistId)!.filter((work) => work.uploadId !== uploadId),
    );
  }

  async run(
    store: Store,
    {
      recrawl,
      signal = new AbortController().signal,
      names = [...this.names.values()],
    }: { recrawl?: RecrawlPlan['kind']; signal?: AbortSignal; names?: readonly string[] } = {},
  ): Promise<CrawlSummary> {
    const world = this;
    const job: CrawlJob = {
      store,
      http: {
        get requests() {
          return world.requests;
        },
        siteTime: undefined,
      },
      crawler: this.#crawler(),
      siteConfig: {
        site: this.order === 'own' ? 'artstation' : 'danbooru',
        baseUrl: 'http://127.0.0.1:1',
        isLive: false,
        contact: null,
        requestsPerSecond: 1,
        clientId: null,
        secret: null,
        robotsExempt: [],
      },
      clock: { now: () => ++this.now, sleepUntil: async () => {} },
      runId: `run-${this.#runs++}`,
      target: { kind: 'artists', names },
      labels: 'listing',
      ...(recrawl === undefined ? {} : { recrawl: { kind: recrawl, fullEveryMs: 30 * DAY_MS } }),
      signal,
      progress: silentProgress,
    };
    return crawl(job);
  }

  #crawler(): SiteCrawler {
    const world = this;
    return {
      site: this.site,
      followersKind: 'followers',
      order: this.order,
      async *frame() {},
      async artist(name) {
        world.requests++;
        const found = [...world.names].find(([, other]) => other === name);
        if (!found) throw new ArtistGoneError(world.site, name);
        return world.#artist(found[0]);
      },
      uploads: (artist, cursor, signal) => this.#pages(artist, cursor, signal),
    };
  }

  async *#pages(
    { artistId, name }: Artist,
    cursor: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<UploadPage> {
    for (let page = Number(cursor ?? 0); ; page++) {
      this.requests++;
      this.beforePage(artistId, page);
      signal.throwIfAborted();
      if (this.names.get(artistId) !== name) throw new ArtistGoneError(this.site, name);
      const works = this.works.get(artistId)!.toSorted((a, b) => b.publishedAt - a.publishedAt);
      const rows = works.slice(page * this.pageSize, (page + 1) * this.pageSize);
      const isLast = (page + 1) * this.pageSize >= works.length;
      const mark = page === 0 && this.order === 'own' ? { mark: JSON.stringify([works.length, rows]) } : {};
      const uploads = rows.map((work) => this.#upload(artistId, work));
      yield { uploads, cursor: isLast ? undefined : String(page + 1), hidden: 0, ...mark };
      if (isLast) return;
    }
  }

  #artist(artistId: string): Artist {
    const name = this.names.get(artistId)!;
    const worksClaimed = this.works.get(artistId)!.length;
    return { site: this.site, artistId, name, followers: 3000, followersKind: 'followers', worksClaimed };
  }

  #upload(artistId: string, { uploadId, publishedAt }: Work): Upload {
    return {
      site: this.site,
      uploadId,
      artistId,
      artistRank: 0,
      publishedAt,
      publishedRaw: String(publishedAt),
      publishedField: 'created_at',
      title: uploadId,
      kind: 'image',
      url: `https://example.invalid/${uploadId}`,
      tags: [],
      label: 'unknown',
      labelSource: '',
      labelRegime: 'none',
      optOut: null,
      uploaderId: null,
    };
  }
}

export interface WithdrawalRow {
  readonly artist_id: string;
  readonly upload_id: string;
  readonly last_seen_at: number;
  readonly missed_at: number;
  readonly returned_at: number | null;
  readonly withdrawn: string;
}

/** The exported table; instants in milliseconds. */
export async function withdrawalsOf(store: Store): Promise<WithdrawalRow[]> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'withdrawals.arrow');
  await store.exportTable('withdrawals', 'arrow', file);
  const rows = tableFromIPC(readFileSync(file)).toArray();
  return JSON.parse(JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
}
