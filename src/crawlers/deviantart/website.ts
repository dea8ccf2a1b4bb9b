import type { SiteConfig } from '../../config/config.ts';
import { labelRegimeAt } from '../../core/label-regimes.ts';
import type { Artist } from '../../core/records.ts';
import { ListingEndsError } from '../errors.ts';
import { renderPage } from '../http/browser.ts';
import type { HttpClient } from '../http/client.ts';
import { StatusError } from '../http/errors.ts';
import type { LabelSighting, LabelTarget } from '../site.ts';
import { type Contents, contentsFromBody, csrfTokenFromHtml, labelFromFlag, numberFromUrl } from './parse.ts';
import { contentsUrl, galleryPageUrl, WORKS_PER_PAGE } from './url.ts';

interface Session {
  readonly csrfToken: string;
  readonly cookie: string | undefined;
}

/**
 * The website's own gallery lists, where the marks stand that the API leaves out: 24 works a request, joined to the
 * API's works by the number at the end of their addresses. The routes are private and have moved before.
 */
export class DeviantartWebsite {
  readonly #http: HttpClient;
  readonly #config: SiteConfig;
  #session: Promise<Session> | undefined;

  constructor(http: HttpClient, config: SiteConfig) {
    this.#http = http;
    this.#config = config;
  }

  /**
   * Works that the website does not list are left out.
   *
   * @throws ListingEndsError if it ends before the works that the profile claims while labels are wanted
   */
  async *labels(
    { name, worksClaimed }: Artist,
    uploads: readonly LabelTarget[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly LabelSighting[]> {
    const wanted = new Map(uploads.flatMap((upload) => [[numberFromUrl(upload.url), upload] as const]));
    let isBehind = false;
    for (let offset = 0; wanted.size > 0; ) {
      const { marks, rows, hasMore, nextOffset } = await this.#contents(name, offset, signal);
      const sightings: LabelSighting[] = [];
      for (const [number, { isAiGenerated, optOut }] of marks) {
        const target = wanted.get(number);
        if (!target) continue;
        wanted.delete(number);
        const label = labelFromFlag(isAiGenerated, labelRegimeAt('deviantart', target.publishedAt));
        sightings.push({ uploadId: target.uploadId, ...label, optOut });
      }
      yield sightings;
      if (hasMore && nextOffset !== null && nextOffset > offset) {
        offset = nextOffset;
        isBehind = false;
        continue;
      }
      // The end has been told too early: before the works that the profile claims it is looked behind once.
      const end = offset + WORKS_PER_PAGE;
      if (wanted.size === 0 || end >= (worksClaimed ?? 0)) return;
      if (isBehind && rows === 0) throw new ListingEndsError(name, offset, worksClaimed!, wanted.size);
      isBehind = true;
      offset = end;
    }
  }

  /** A refused token is replaced once. */
  async #contents(name: string, offset: number, signal: AbortSignal): Promise<Contents> {
    this.#session ??= this.#open(name, signal);
    try {
      return await this.#ask(await this.#session, name, offset, signal);
    } catch (error) {
      if (!(error instanceof StatusError && error.status === 400)) throw error;
      this.#session = this.#open(name, signal);
      return this.#ask(await this.#session, name, offset, signal);
    }
  }

  async #ask({ csrfToken, cookie }: Session, name: string, offset: number, signal: AbortSignal): Promise<Contents> {
    const url = contentsUrl(this.#config.baseUrl, name, offset);
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
    return contentsFromBody(
      await this.#http.json(url, signal, {
        headers,
        secretQuery: new URLSearchParams({ csrf_token: csrfToken }).toString(),
      }),
      url,
    );
  }

  #open(name: string, signal: AbortSignal): Promise<Session> {
    const session = this.#read(name, signal);
    session.catch(() => {
      this.#session = undefined;
    });
    return session;
  }

  async #read(name: string, signal: AbortSignal): Promise<Session> {
    const url = galleryPageUrl(this.#config.baseUrl, name);
    const { browser } = this.#config;
    const { text, headers } = browser
      ? await renderPage(this.#http, url, { ...browser, isReady: 'window.__CSRF_TOKEN__ !== undefined' }, signal)
      : await this.#http.html(url, signal);
    return { csrfToken: csrfTokenFromHtml(text, url), cookie: cookieFromLines(headers['set-cookie']) };
  }
}

/** @param lines Set-Cookie headers, one a line */
function cookieFromLines(lines: string | undefined): string | undefined {
  return lines
    ?.split('\n')
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}
