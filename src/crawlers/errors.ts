import { TidemarkError } from '../core/errors.ts';

/** A reply is not what its site's parser needs. The reply is in the archive; the artist is marked, the crawl goes on. */
export class ParseError extends TidemarkError {
  readonly code = 'CRAWL_UNPARSABLE';
  readonly remedy = 'skip';
  readonly site: string;
  /** Address of the page, or the file it was read from. */
  readonly page: string;
  /** Where in the page, such as `data.3.published_at`. */
  readonly path: string;
  constructor(site: string, page: string, path: string, problem: string, options?: ErrorOptions) {
    super(`${site}: ${page}: ${path === '' ? 'the body' : path}: ${problem}`, options);
    this.site = site;
    this.page = page;
    this.path = path;
  }
}

/** The site knows no such artist, or no longer. */
export class ArtistGoneError extends TidemarkError {
  readonly code = 'CRAWL_ARTIST_GONE';
  readonly remedy = 'skip';
  readonly site: string;
  readonly artist: string;
  constructor(site: string, artist: string, options?: ErrorOptions) {
    super(`${site} knows no artist ${artist}`, options);
    this.site = site;
    this.artist = artist;
  }
}

/** The website's list of an artist's works ended too early, twice in a row. */
export class ListingEndsError extends TidemarkError {
  readonly code = 'CRAWL_LISTING_ENDS';
  readonly remedy = 'skip';
  constructor(artist: string, end: number, claimed: number, unlabelled: number) {
    super(
      `the website's list of ${artist} ended at slot ${end} of the ${claimed} works that the profile claims; ${unlabelled} works have no label yet`,
    );
  }
}
