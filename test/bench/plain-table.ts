/** The table of uploads without its neighbours: nothing is kept of artists and their histories, or of the run. */
export const plainTable = (labelType: 'VARCHAR' | 'label') => `
CREATE TABLE plain (
  site VARCHAR, upload_id VARCHAR, artist_id VARCHAR, artist_rank INTEGER, published_at TIMESTAMP, month DATE,
  published_raw VARCHAR, published_field VARCHAR, title VARCHAR, kind VARCHAR, url VARCHAR, tags VARCHAR[],
  label ${labelType}, label_source VARCHAR, label_regime VARCHAR, label_seen_at TIMESTAMP, opt_out BOOLEAN,
  uploader_id VARCHAR
)`;
