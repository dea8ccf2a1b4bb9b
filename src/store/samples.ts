import { BIGINT, DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { FollowersKind } from '../core/records.ts';
import { type Column, stage } from './append.ts';
import { addArtists } from './artists.ts';
import { inTransaction, select } from './connection.ts';
import type { Sample, SampledArtist, SampledStratum } from './types.ts';

const COLUMNS: readonly Column<SampledArtist & { position: number }>[] = [
  { name: 'position', type: INTEGER, value: ({ position }) => position },
  { name: 'artist_id', type: VARCHAR, value: ({ artist }) => artist.artistId },
  { name: 'inclusion_probability', type: DOUBLE, value: ({ inclusionProbability }) => inclusionProbability },
];
const STRATUM_COLUMNS: readonly Column<SampledStratum>[] = [
  { name: 'from', type: BIGINT, value: ({ from }) => BigInt(from) },
  { name: 'frame_size', type: BIGINT, value: ({ frameSize }) => BigInt(frameSize) },
  { name: 'sample_size', type: BIGINT, value: ({ sampleSize }) => BigInt(sampleSize) },
];

const SAVE_SAMPLE = `
INSERT INTO samples
VALUES (
  $site,
  $key,
  $frameSize,
  $sampleSize,
  $threshold,
  $seed,
  epoch_ms($drawnAt::BIGINT),
  $manifestHash,
  $frameShortfall
)
ON CONFLICT (site, "key") DO UPDATE SET
  frame_size = excluded.frame_size,
  sample_size = excluded.sample_size,
  threshold = excluded.threshold,
  seed = excluded.seed,
  drawn_at = excluded.drawn_at,
  manifest_hash = excluded.manifest_hash,
  frame_shortfall = excluded.frame_shortfall`;

/** Stores a sample and its artists; one that is stored under the same key is replaced. */
export async function writeSample(
  connection: DuckDBConnection,
  { artists, strata = [], ...sample }: Sample,
): Promise<void> {
  const { site, key } = sample;
  await inTransaction(connection, async () => {
    await addArtists(
      connection,
      artists.map(({ artist }) => artist),
      sample.drawnAt,
    );
    await connection.run(SAVE_SAMPLE, { ...sample });
    await connection.run('DELETE FROM sample_artists WHERE site = $site AND "key" = $key', { site, key });
    const rows = artists.map((artist, position) => ({ ...artist, position }));
    await stage(connection, 'staged_sample', COLUMNS, rows);
    await connection.run(
      'INSERT INTO sample_artists SELECT $site, $key, "position", artist_id, inclusion_probability FROM staged_sample',
      { site, key },
    );
    await connection.run('DELETE FROM sample_strata WHERE site = $site AND "key" = $key', { site, key });
    await stage(connection, 'staged_strata', STRATUM_COLUMNS, strata);
    await connection.run('INSERT INTO sample_strata SELECT $site, $key, * FROM staged_strata', { site, key });
  });
}

export const SAMPLES = `
SELECT
  site,
  "key",
  frame_size::DOUBLE AS "frameSize",
  sample_size::DOUBLE AS "sampleSize",
  threshold::DOUBLE AS threshold,
  seed::DOUBLE AS seed,
  epoch_ms(drawn_at)::DOUBLE AS "drawnAt",
  manifest_hash AS "manifestHash",
  frame_shortfall AS "frameShortfall"
FROM samples
ORDER BY site, "key"`;
const SAMPLED_ARTISTS = `
SELECT
  drawn.site,
  drawn."key",
  drawn.inclusion_probability AS "inclusionProbability",
  artists.artist_id AS "artistId",
  artists.name,
  artists.followers::DOUBLE AS followers,
  artists.followers_kind AS "followersKind",
  artists.works_claimed::DOUBLE AS "worksClaimed"
FROM sample_artists AS drawn
JOIN artists USING (site, artist_id)
ORDER BY drawn.site, drawn."key", drawn."position"`;
const STRATA = `
SELECT
  site,
  "key",
  "from"::DOUBLE AS "from",
  frame_size::DOUBLE AS "frameSize",
  sample_size::DOUBLE AS "sampleSize"
FROM sample_strata
ORDER BY site, "key", "from"`;

interface SampledRow {
  readonly site: string;
  readonly key: string;
  readonly inclusionProbability: number;
  readonly artistId: string;
  readonly name: string;
  readonly followers: number | null;
  readonly followersKind: FollowersKind | null;
  readonly worksClaimed: number | null;
}

/** All samples with their artists as they are known now, in the order they were drawn. */
export async function readSamples(connection: DuckDBConnection): Promise<Sample[]> {
  const samples = await select<Omit<Sample, 'artists'>>(connection, SAMPLES);
  const drawn = await select<SampledRow>(connection, SAMPLED_ARTISTS);
  const strata = await select<SampledStratum & { site: string; key: string }>(connection, STRATA);
  return samples.map((sample) => {
    const isOwn = ({ site, key }: { site: string; key: string }) => site === sample.site && key === sample.key;
    const own = strata.filter(isOwn).map(({ from, frameSize, sampleSize }) => ({ from, frameSize, sampleSize }));
    return {
      ...sample,
      artists: drawn
        .filter(isOwn)
        .map(({ key: _, inclusionProbability, ...artist }) => ({ artist, inclusionProbability })),
      ...(own.length > 0 ? { strata: own } : {}),
    };
  });
}
