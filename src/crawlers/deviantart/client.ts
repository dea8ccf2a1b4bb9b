import type { SiteConfig } from '../../config/config.ts';
import { ArtistGoneError } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import type { SiteCrawler } from '../site.ts';
import { DeviantartApi } from './api.ts';
import { discover } from './frame.ts';
import { isUnknownUser, walkGallery } from './gallery.ts';
import { artistFromProfile } from './parse.ts';
import { profileUrl, WORKS_PER_PAGE } from './url.ts';
import { DeviantartWebsite } from './website.ts';

/**
 * DeviantArt, by its OAuth2 API (deviantart.com/developers), and by the website for the labels alone.
 *
 * Auth: client credentials of an application of one's own; tokens last an hour.
 * Limits: unpublished; 429 without Retry-After, or CloudFront's page "Request blocked", which needs 5 minutes.
 * Paging: 24 works a page, the next by `next_offset`; pages are short where works are hidden; nothing beyond 10,000.
 * Dates: `published_time`, unix seconds.
 * Labels: the API has none; the website's gallery lists carry isAiGenerated and isAiUseDisallowed.
 * Not taken: images, scraps, journals, statuses, works for watchers or buyers only, lists of watchers.
 */
export function createDeviantartCrawler(http: HttpClient, config: SiteConfig): SiteCrawler {
  const { site, baseUrl } = config;
  const api = new DeviantartApi(http, config);
  const website = new DeviantartWebsite(http, config);
  return {
    site,
    followersKind: 'watchers',
    order: 'newest-first',
    frame: (threshold, signal) => discover(api, baseUrl, threshold, signal),

    async artist(name, signal) {
      const url = profileUrl(baseUrl, name);
      try {
        return artistFromProfile(await api.get(url, signal), url);
      } catch (error) {
        throw isUnknownUser(error) ? new ArtistGoneError(site, name, { cause: error }) : error;
      }
    },

    uploads: (artist, cursor, signal, known) => walkGallery(api, baseUrl, artist, cursor, signal, known),
    labels: (artist, uploads, signal) => website.labels(artist, uploads, signal),
    labelRequests: (works) => Math.ceil(works / WORKS_PER_PAGE),
  };
}
