CREATE TYPE label AS ENUM ('yes', 'assisted', 'no', 'unknown');
CREATE TYPE crawl_state AS ENUM ('pending', 'partial', 'complete', 'gone');

CREATE TABLE artists (
  site VARCHAR NOT NULL,
  artist_id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  followers BIGINT,
  followers_kind VARCHAR,
  works_claimed BIGINT,
  first_seen_at TIMESTAMP NOT NULL,
  last_seen_at TIMESTAMP NOT NULL,
  PRIMARY KEY (site, artist_id)
);

-- One row per site, upload and artist, kept so by the writes: an index would cost several times the ingest.
CREATE TABLE uploads (
  site VARCHAR NOT NULL,
  upload_id VARCHAR NOT NULL,
  artist_id VARCHAR NOT NULL,
  artist_rank INTEGER NOT NULL,
  published_at TIMESTAMP NOT NULL,
  month DATE NOT NULL,
  published_raw VARCHAR NOT NULL,
  published_field VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  url VARCHAR NOT NULL,
  tags VARCHAR[] NOT NULL,
  label label NOT NULL,
  label_source VARCHAR NOT NULL,
  label_regime VARCHAR NOT NULL,
  label_seen_at TIMESTAMP,
  opt_out BOOLEAN
);

CREATE TABLE crawl_runs (
  run_id VARCHAR PRIMARY KEY,
  kind VARCHAR NOT NULL,
  site VARCHAR NOT NULL,
  origin VARCHAR NOT NULL,
  parameters JSON NOT NULL,
  state VARCHAR NOT NULL,
  started_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP,
  requests BIGINT NOT NULL
);

-- What one run saw of an upload: the history behind the columns of uploads that may change.
CREATE TABLE sightings (
  run_id VARCHAR NOT NULL,
  site VARCHAR NOT NULL,
  upload_id VARCHAR NOT NULL,
  artist_id VARCHAR NOT NULL,
  seen_at TIMESTAMP NOT NULL,
  title VARCHAR NOT NULL,
  tags VARCHAR[] NOT NULL,
  label label NOT NULL,
  label_source VARCHAR NOT NULL,
  opt_out BOOLEAN
);

-- observed_until: the artist's history was read as it stood then; null for histories from files, which end with the data.
CREATE TABLE frontier (
  site VARCHAR NOT NULL,
  artist_id VARCHAR NOT NULL,
  state crawl_state NOT NULL,
  "cursor" VARCHAR,
  reason VARCHAR,
  hidden BIGINT NOT NULL,
  has_labels BOOLEAN NOT NULL,
  seen_at TIMESTAMP,
  observed_until TIMESTAMP,
  PRIMARY KEY (site, artist_id)
);

CREATE TABLE host_state (
  host VARCHAR PRIMARY KEY,
  paused_until TIMESTAMP,
  robots_body VARCHAR,
  robots_status INTEGER,
  robots_fetched_at TIMESTAMP
);

CREATE TABLE samples (
  site VARCHAR NOT NULL,
  "key" VARCHAR NOT NULL,
  frame_size BIGINT NOT NULL,
  sample_size BIGINT NOT NULL,
  threshold BIGINT NOT NULL,
  seed BIGINT NOT NULL,
  drawn_at TIMESTAMP NOT NULL,
  manifest_hash VARCHAR NOT NULL,
  PRIMARY KEY (site, "key")
);

CREATE TABLE sample_artists (
  site VARCHAR NOT NULL,
  "key" VARCHAR NOT NULL,
  "position" INTEGER NOT NULL,
  artist_id VARCHAR NOT NULL,
  inclusion_probability DOUBLE NOT NULL
);

CREATE TABLE shares (
  site VARCHAR NOT NULL,
  month DATE NOT NULL,
  label_regime VARCHAR NOT NULL,
  uploads BIGINT NOT NULL,
  labelled BIGINT NOT NULL,
  yes BIGINT NOT NULL,
  assisted BIGINT NOT NULL,
  share DOUBLE,
  low DOUBLE NOT NULL,
  high DOUBLE NOT NULL
);

CREATE TABLE loop_runs (
  run_id VARCHAR PRIMARY KEY,
  plan VARCHAR NOT NULL,
  plan_hash VARCHAR NOT NULL,
  started_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP,
  directory VARCHAR NOT NULL
);

CREATE TABLE loop_metrics (
  run_id VARCHAR NOT NULL,
  arm VARCHAR NOT NULL,
  generation INTEGER NOT NULL,
  metric VARCHAR NOT NULL,
  measured DOUBLE NOT NULL,
  standard_error DOUBLE NOT NULL,
  predicted DOUBLE,
  PRIMARY KEY (run_id, arm, generation, metric)
);

CREATE VIEW coverage AS
WITH stored AS (
  SELECT site, artist_id, count(*) AS uploads
  FROM uploads
  GROUP BY site, artist_id
)
SELECT
  frontier.site,
  artists.name AS artist,
  frontier.artist_id,
  frontier.state,
  frontier.reason,
  coalesce(stored.uploads, 0) AS uploads,
  artists.works_claimed,
  frontier.hidden
FROM frontier
JOIN artists USING (site, artist_id)
LEFT JOIN stored USING (site, artist_id);
