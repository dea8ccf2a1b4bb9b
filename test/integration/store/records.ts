import type { Artist, Upload } from '../../../src/core/records.ts';
import type { CrawlStep } from '../../../src/store/types.ts';

/** Invented records for tests of the store. */

export function artist(artistId: string, fields: Partial<Artist> = {}): Artist {
  return {
    site: 'artstation',
    artistId,
    name: `name-${artistId}`,
    followers: 2001,
    followersKind: 'followers',
    worksClaimed: 10,
    ...fields,
  };
}

export function upload(artistId: string, uploadId: string, publishedAt: number, fields: Partial<Upload> = {}): Upload {
  return {
    site: 'artstation',
    uploadId,
    artistId,
    artistRank: 0,
    publishedAt,
    publishedRaw: new Date(publishedAt).toISOString(),
    publishedField: 'published_at',
    title: `Work ${uploadId}`,
    kind: 'image',
    url: `https://www.artstation.com/artwork/${uploadId}`,
    tags: [],
    label: 'unknown',
    labelSource: '',
    labelRegime: 'none',
    optOut: null,
    uploaderId: null,
    ...fields,
  };
}

export function step(artistId: string, uploads: readonly Upload[], fields: Partial<CrawlStep> = {}): CrawlStep {
  return {
    runId: 'run-1',
    site: 'artstation',
    artistId,
    uploads,
    cursor: null,
    state: 'complete',
    reason: null,
    hidden: 0,
    seenAt: Date.UTC(2024, 0, 15),
    ...fields,
  };
}
