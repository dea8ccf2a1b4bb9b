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
-- Ids and dates as written hardly repeat: DuckDB ends up with fsst for them by itself, after trials that take about as
-- long as the writing.
CREATE TABLE uploads (
  site VARCHAR NOT NULL,
  upload_id VARCHAR NOT NULL USING COMPRESSION fsst,
  artist_id VARCHAR NOT NULL,
  artist_rank INTEGER NOT NULL,
  published_at TIMESTAMP NOT NULL,
  month DATE NOT NULL,
  published_raw VARCHAR NOT NULL USING COMPRESSION fsst,
  published_field VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  url VARCHAR NOT NULL,
  tags VARCHAR[] NOT NULL,
  label label NOT NULL,
  label_source VARCHAR NOT NULL,
  label_regime VARCHAR NOT NULL,
  label_seen_at TIMESTAMP,
  opt_out BOOLEAN,
  uploader_id VARCHAR
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
  requests BIGINT NOT NULL,
  sweep_started_at TIMESTAMP
);

-- What one run saw of an upload: the history behind the columns of uploads that may change.
-- is_listed: it stood in the artist's list, and was not only looked up by its address.
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
  opt_out BOOLEAN,
  is_listed BOOLEAN NOT NULL
);

-- One reading of an artist's list, from its first page on: full to the end, incremental to where nothing is new,
-- unchanged where the site said that the first page is the version that front_etag or front_last_modified names.
-- ended_at is the last page so far; outcome is whole, short or gone, and null while the reading is under way.
CREATE TABLE passes (
  site VARCHAR NOT NULL,
  artist_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  started_at TIMESTAMP NOT NULL,
  ended_at TIMESTAMP NOT NULL,
  observed_until TIMESTAMP NOT NULL,
  hidden BIGINT NOT NULL,
  front_mark VARCHAR,
  front_url VARCHAR,
  front_etag VARCHAR,
  front_last_modified VARCHAR,
  outcome VARCHAR,
  reason VARCHAR
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

-- How far a bulk import got that has not ended: committed with the rows it stands for.
CREATE TABLE import_progress (
  source VARCHAR PRIMARY KEY,
  fingerprint VARCHAR NOT NULL,
  progress JSON NOT NULL
);

-- Artists seen by a bulk import that has not ended; their histories are complete once it has.
CREATE TABLE import_artists (
  source VARCHAR NOT NULL,
  site VARCHAR NOT NULL,
  artist_id VARCHAR NOT NULL
);

CREATE TABLE host_state (
  host VARCHAR PRIMARY KEY,
  paused_until TIMESTAMP,
  breaker_openings INTEGER NOT NULL,
  breaker_open_until TIMESTAMP,
  robots_body VARCHAR,
  robots_status INTEGER,
  robots_fetched_at TIMESTAMP,
  robots_etag VARCHAR,
  robots_last_modified VARCHAR
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
  frame_shortfall VARCHAR,
  PRIMARY KEY (site, "key")
);

CREATE TABLE sample_artists (
  site VARCHAR NOT NULL,
  "key" VARCHAR NOT NULL,
  "position" INTEGER NOT NULL,
  artist_id VARCHAR NOT NULL,
  inclusion_probability DOUBLE NOT NULL
);

-- Bins of audience that a sample was drawn from apart; a bin ends where the next begins.
CREATE TABLE sample_strata (
  site VARCHAR NOT NULL,
  "key" VARCHAR NOT NULL,
  "from" BIGINT NOT NULL,
  frame_size BIGINT NOT NULL,
  sample_size BIGINT NOT NULL
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

-- Shares by month after correction, and the posterior draws they are told from, with assisted works counted by weight.
CREATE TABLE share_estimates (
  site VARCHAR NOT NULL,
  month DATE NOT NULL,
  assisted_weight DOUBLE NOT NULL,
  label_regime VARCHAR NOT NULL,
  uploads BIGINT NOT NULL,
  labelled BIGINT NOT NULL,
  observed DOUBLE,
  design_effect DOUBLE,
  corrected DOUBLE,
  corrected_low DOUBLE,
  corrected_high DOUBLE,
  low DOUBLE,
  median DOUBLE,
  high DOUBLE,
  basis VARCHAR
);

CREATE TABLE share_draws (
  site VARCHAR NOT NULL,
  assisted_weight DOUBLE NOT NULL,
  draw INTEGER NOT NULL,
  month DATE NOT NULL,
  uploads BIGINT NOT NULL,
  share DOUBLE NOT NULL
);

-- finished_at is null while a run is unfinished.
CREATE TABLE loop_runs (
  run_id VARCHAR PRIMARY KEY,
  kind VARCHAR NOT NULL,
  model VARCHAR NOT NULL,
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

-- What theory said of a run before its first generation: of its measures, and of its schedule.
CREATE TABLE loop_predictions (
  run_id VARCHAR NOT NULL,
  arm VARCHAR NOT NULL,
  generation INTEGER NOT NULL,
  quantity VARCHAR NOT NULL,
  predicted DOUBLE NOT NULL,
  predicted_at TIMESTAMP NOT NULL
);

-- How the predictions of one arm and metric fared.
CREATE TABLE loop_scores (
  run_id VARCHAR NOT NULL,
  arm VARCHAR NOT NULL,
  metric VARCHAR NOT NULL,
  compared INTEGER NOT NULL,
  within_two_errors INTEGER NOT NULL,
  largest DOUBLE NOT NULL,
  critical DOUBLE NOT NULL,
  holds BOOLEAN NOT NULL
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
  frontier.hidden,
  frontier.observed_until
FROM frontier
JOIN artists USING (site, artist_id)
LEFT JOIN stored USING (site, artist_id);

-- Works that one crawl listed and a later reading of the whole list did not: withdrawn after last_seen_at and not later
-- than missed_at. Incremental readings see a part, so that absence from them says nothing.
CREATE VIEW withdrawals AS
WITH listed AS (
  SELECT
    sightings.site,
    sightings.artist_id,
    sightings.upload_id,
    sightings.seen_at AS last_seen_at,
    lead(sightings.seen_at) OVER (
      PARTITION BY sightings.site, sightings.artist_id, sightings.upload_id
      ORDER BY sightings.seen_at
    ) AS returned_at
  FROM sightings
  JOIN crawl_runs USING (run_id)
  WHERE sightings.is_listed AND crawl_runs.kind = 'crawl'
)
SELECT
  listed.site,
  listed.artist_id,
  listed.upload_id,
  listed.last_seen_at,
  min(passes.ended_at) AS missed_at,
  listed.returned_at,
  CASE arg_min(passes.outcome, passes.ended_at) WHEN 'gone' THEN 'artist' ELSE 'work' END AS withdrawn
FROM listed
JOIN passes ON passes.site = listed.site
  AND passes.artist_id = listed.artist_id
  AND passes.started_at > listed.last_seen_at
  AND (listed.returned_at IS NULL OR passes.ended_at < listed.returned_at)
WHERE passes.outcome = 'gone' OR (passes.kind = 'full' AND passes.outcome = 'whole')
GROUP BY listed.site, listed.artist_id, listed.upload_id, listed.last_seen_at, listed.returned_at;

-- Uploads of each artist by month. A lower bound: the history is not whole, or the month was not over when it was read.
CREATE VIEW months AS
WITH counts AS (
  SELECT site, artist_id, month, count(*) AS uploads, max(published_at) AS last_upload_at
  FROM uploads
  GROUP BY site, artist_id, month
), ends AS (
  SELECT site, max(last_upload_at) AS data_end
  FROM counts
  GROUP BY site
), read_whole AS (
  SELECT DISTINCT site, artist_id
  FROM passes
  WHERE kind = 'full' AND outcome = 'whole'
), marked AS (
  SELECT
    counts.site,
    artists.name AS artist,
    counts.artist_id,
    counts.month,
    counts.uploads,
    CASE
      WHEN frontier.state IS NULL THEN 'the history of this artist was not asked for'
      WHEN frontier.state <> 'complete' AND NOT (frontier.state = 'gone' AND read_whole.site IS NOT NULL)
        THEN coalesce(frontier.reason, 'the history is not read yet')
      WHEN counts.month >= date_trunc('month', coalesce(frontier.observed_until, ends.data_end))
        THEN 'the month was not over when the history was read'
    END AS reason
  FROM counts
  JOIN ends USING (site)
  LEFT JOIN artists USING (site, artist_id)
  LEFT JOIN frontier USING (site, artist_id)
  LEFT JOIN read_whole USING (site, artist_id)
)
SELECT site, artist, artist_id, month, uploads, reason IS NOT NULL AS is_lower_bound, reason
FROM marked;
