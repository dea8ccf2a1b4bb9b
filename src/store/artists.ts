import { BIGINT, DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Artist } from '../core/records.ts';
import { type Column, stage } from './append.ts';

interface SeenArtist {
  readonly artist: Artist;
  readonly position: number;
  readonly seenAt: number;
}

const COLUMNS: readonly Column<SeenArtist>[] = [
  { name: 'position', type: INTEGER, value: ({ position }) => position },
  { name: 'seen_ms', type: DOUBLE, value: ({ seenAt }) => seenAt },
  { name: 'site', type: VARCHAR, value: ({ artist }) => artist.site },
  { name: 'artist_id', type: VARCHAR, value: ({ artist }) => artist.artistId },
  { name: 'name', type: VARCHAR, value: ({ artist }) => artist.name },
  { name: 'followers', type: BIGINT, value: ({ artist }) => bigintOrNull(artist.followers) },
  { name: 'followers_kind', type: VARCHAR, value: ({ artist }) => artist.followersKind },
  { name: 'works_claimed', type: BIGINT, value: ({ artist }) => bigintOrNull(artist.worksClaimed) },
];

/** Names change and are replaced, but not by the id that stands for a name not known; an absent number says nothing. */
const SAVE_ARTISTS = `
INSERT INTO artists
SELECT
  site,
  artist_id,
  name,
  followers,
  followers_kind,
  works_claimed,
  epoch_ms(seen_ms::BIGINT),
  epoch_ms(seen_ms::BIGINT)
FROM staged_artists
QUALIFY row_number() OVER (PARTITION BY site, artist_id ORDER BY position DESC) = 1
ON CONFLICT (site, artist_id) DO UPDATE SET
  name = CASE WHEN excluded.name = excluded.artist_id THEN artists.name ELSE excluded.name END,
  followers = coalesce(excluded.followers, artists.followers),
  followers_kind = coalesce(excluded.followers_kind, artists.followers_kind),
  works_claimed = coalesce(excluded.works_claimed, artists.works_claimed),
  last_seen_at = greatest(excluded.last_seen_at, artists.last_seen_at)`;

/** Stores artists. Call it inside a transaction. */
export async function writeArtists(
  connection: DuckDBConnection,
  artists: readonly Artist[],
  seenAt: number,
): Promise<void> {
  const rows = artists.map((artist, position) => ({ artist, position, seenAt }));
  await stage(connection, 'staged_artists', COLUMNS, rows);
  await connection.run(SAVE_ARTISTS);
}

const ADD_PENDING = `
INSERT INTO frontier
SELECT DISTINCT site, artist_id, 'pending'::crawl_state, NULL, NULL, 0, false, NULL::TIMESTAMP, NULL::TIMESTAMP
FROM staged_artists
ON CONFLICT (site, artist_id) DO UPDATE SET state = 'pending', reason = NULL
WHERE frontier.state = 'gone'`;

/** Stores artists, and puts those that are new to the crawl, or found again, into the frontier. Call it inside a transaction. */
export async function addArtists(
  connection: DuckDBConnection,
  artists: readonly Artist[],
  seenAt: number,
): Promise<void> {
  await writeArtists(connection, artists, seenAt);
  await connection.run(ADD_PENDING);
}

function bigintOrNull(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}
