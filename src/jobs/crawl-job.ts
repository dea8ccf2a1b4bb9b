import type { SiteConfig } from '../config/config.ts';
import type { Clock } from '../core/clock.ts';
import type { Progress } from '../core/progress.ts';
import type { HttpClient } from '../crawlers/http/client.ts';
import type { SamplePlan } from '../crawlers/sampling.ts';
import type { SiteCrawler } from '../crawlers/site.ts';
import type { Store } from '../store/store.ts';
import type { ReadingKind } from '../store/types.ts';

/** Whose histories are wanted. */
export type CrawlTarget =
  | { readonly kind: 'artists'; readonly names: readonly string[] }
  | ({ readonly kind: 'sample' } & SamplePlan);

export interface CrawlJob {
  readonly store: Pick<
    Store,
    | 'origins'
    | 'startRun'
    | 'finishRun'
    | 'findSample'
    | 'saveSample'
    | 'addArtists'
    | 'frontier'
    | 'saveStep'
    | 'uploadTargets'
    | 'saveLabels'
    | 'openSweep'
    | 'passStates'
    | 'uploadIds'
    | 'labelBacklog'
  >;
  /** The client that the crawler asks through. */
  readonly http: Pick<HttpClient, 'requests' | 'siteTime'>;
  readonly crawler: SiteCrawler;
  readonly siteConfig: SiteConfig;
  readonly clock: Clock;
  readonly runId: string;
  readonly target: CrawlTarget;
  /** `detail` looks up, in a second phase, the labels that listings lack. */
  readonly labels: 'listing' | 'detail';
  /** Read complete artists again. Without it they are left alone. */
  readonly recrawl?: RecrawlPlan;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export interface RecrawlPlan {
  /** `full` reads every list to its end; `incremental` from the front until nothing is new. */
  readonly kind: ReadingKind;
  /** An incremental recrawl reads a list in full where the last full reading is older. */
  readonly fullEveryMs: number;
}

/** Something that went wrong with one artist; the others are not touched by it. */
export interface CrawlProblem {
  readonly artist: string;
  readonly reason: string;
}
