import { DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { FollowersKind } from '../core/records.ts';
import { type Column, stage } from './append.ts';
import { addArtists } from './artists.ts';
import { inTransaction, select } from './connection.ts';
import type { Sample, SampledArtist } from './types.ts';

const COLUMNS: readonly Column<SampledArtist & { position: number }>[] = [
  { name: 'position', type: INTEGER, value: ({ position }) => position },
  { name: 'artist_id', type: VARCHAR, value: ({ artist }) => artist.artistId },
  { name: 'inclusion_probability', type: DOUBLE, value: ({ inclusionProbability }) => inclusionProbability },
];

const SAVE_SAMPLE = `
INSERT INTO samples
VALUES ($site, $key, $frameSize, $sampleSize, $threshold, $seed, epoch_ms($drawnAt::BIGINT), $manifestHash)
ON CONFLICT (site, "key") DO UPDATE SET
  frame_size = excluded.frame_size,
  sample_size = excluded.sample_size,
  threshold = excluded.threshold,
  seed = excluded.seed,
  drawn_at = excluded.drawn_at,
  manifest_hash = excluded.manifest_hash`;

/** Stores a sample and its artists; one that is stored under the same key is replaced. */
export async function writeSample(connection: DuckDBConnection, { artists, ...sample }: Sample): Promise<void> {
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
  });
}

const SAMPLES = `
SELECT
  site,
  "key",
  frame_size::DOUBLE AS "frameSize",
  sample_size::DOUBLE AS "sampleSize",
  threshold::DOUBLE AS threshold,
  seed::DOUBLE AS seed,
  epoch_ms(drawn_at)::DOUBLE AS "drawnAt",
  manifest_hash AS "manifestHash"
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
  return samples.map((sample) => ({
    ...sample,
    artists: drawn
      .filter(({ site, key }) => site === sample.site && key === sample.key)
      .map(({ key: _, inclusionProbability, ...artist }) => ({ artist, inclusionProbability })),
  }));
}
