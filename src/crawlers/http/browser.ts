import type { Browser, BrowserContext, Route } from 'playwright';
import { TidemarkError, UsageError } from '../../core/errors.ts';
import { RobotsDisallowedError, StatusError } from './errors.ts';
import type { Reply } from './verdict.ts';

/** How a page's document and parts are read: the polite client, with its pace, robots.txt and archive. */
export interface PageSource {
  readonly userAgent: string;
  html(url: string, signal: AbortSignal): Promise<Reply>;
  part(url: string, signal: AbortSignal): Promise<Reply>;
}

export interface RenderOptions {
  /** The Chromium to start; null if none is installed. */
  readonly executable: string | null;
  /** A JavaScript expression that becomes true in the page once its scripts have done what is wanted. */
  readonly isReady: string;
  /** How long scripts may take after the document has come. @default 30000 */
  readonly timeoutMs?: number;
}

/** A page's scripts never did what was wanted of them. */
export class NotRenderedError extends TidemarkError {
  readonly code = 'CRAWL_NOT_RENDERED';
  readonly remedy = 'skip';
  readonly url: string;
  constructor(url: string, isReady: string, options?: ErrorOptions) {
    super(`${url} was rendered, but ${isReady} did not become true`, options);
    this.url = url;
  }
}

/** Scripts may ask for these. Images, media, fonts and styles change nothing that is read here. */
const WANTED_PARTS = new Set(['script', 'fetch', 'xhr']);
/** Chromium itself can reach nobody: every request is answered by its route or not at all. */
const OFFLINE = ['--host-resolver-rules=MAP * ~NOTFOUND', '--webrtc-ip-handling-policy=disable_non_proxied_udp'];

/**
 * Loads a page in Chromium, lets its scripts run, and returns it as they left it. The browser opens no connection of
 * its own: the document, and scripts and data from the same host, come through `source`; everything else is refused.
 * It says who it is; nothing hides that it is a program.
 *
 * @throws NotRenderedError if the scripts do not get there
 * @throws ChallengeError, HostParkedError and the like from `source`, for the document and for its parts
 */
export async function renderPage(
  source: PageSource,
  url: string,
  { executable, isReady, timeoutMs = 30_000 }: RenderOptions,
  signal: AbortSignal,
): Promise<Reply> {
  const document = await source.html(url, signal);
  await using browser = await launch(executable);
  const page = new RenderedPage(source, document, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
  const text = await page.render(browser, isReady, timeoutMs).catch((cause) => {
    signal.throwIfAborted();
    throw page.failure ?? new NotRenderedError(url, isReady, { cause });
  });
  return { ...document, text };
}

async function launch(executable: string | null): Promise<Browser> {
  if (executable === null) {
    throw new UsageError(
      'browser = true needs Chromium, and none is installed: apt-get install chromium, or set CHROMIUM_PATH',
    );
  }
  const { chromium } = await import('playwright');
  const isRoot = process.getuid?.() === 0; // Chromium refuses its own sandbox to root
  return chromium.launch({ executablePath: executable, args: OFFLINE, chromiumSandbox: !isRoot });
}

class RenderedPage {
  /** What ends the crawl of the host, or of the page, whatever its scripts make of it. */
  failure: TidemarkError | undefined;
  readonly #source: PageSource;
  readonly #document: Reply;
  readonly #signal: AbortSignal;
  readonly #failed = new AbortController();

  constructor(source: PageSource, document: Reply, signal: AbortSignal) {
    this.#source = source;
    this.#document = document;
    this.#signal = AbortSignal.any([signal, this.#failed.signal]);
  }

  async render(browser: Browser, isReady: string, timeoutMs: number): Promise<string> {
    await using context = await browser.newContext({ userAgent: this.#source.userAgent, serviceWorkers: 'block' });
    await context.route('**/*', (route) => this.#answer(route));
    await context.routeWebSocket('**/*', (socket) => socket.close());
    return await Promise.race([this.#load(context, isReady, timeoutMs), aborted(this.#signal)]);
  }

  async #load(context: BrowserContext, isReady: string, timeout: number): Promise<string> {
    const page = await context.newPage();
    await page.goto(this.#document.url, { waitUntil: 'commit', timeout });
    await page.waitForFunction(isReady, undefined, { timeout });
    return await page.content();
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = request.url();
    const isDocument = request.isNavigationRequest() && url === this.#document.url;
    const isSameHost = new URL(url).host === new URL(this.#document.url).host;
    const isWanted = isSameHost && request.method() === 'GET' && WANTED_PARTS.has(request.resourceType());
    if (!isDocument && !isWanted) return refuse(route);
    try {
      await fulfill(route, isDocument ? this.#document : await this.#source.part(url, this.#signal));
    } catch (error) {
      if (error instanceof TidemarkError && !isOfPartAlone(error)) {
        this.failure ??= error;
        this.#failed.abort(error);
      }
      await refuse(route);
    }
  }
}

/** A part that robots.txt keeps closed, or that is missing, is left out; the page may do without. */
function isOfPartAlone(error: TidemarkError): boolean {
  return error instanceof RobotsDisallowedError || (error instanceof StatusError && error.remedy === 'skip');
}

/** The body is decoded already. */
function fulfill(route: Route, { status, headers, text }: Reply): Promise<void> {
  const type = headers['content-type'] ?? 'text/plain';
  return route.fulfill({ status, contentType: type, body: text });
}

/** A page that is closing has no routes left to refuse. */
function refuse(route: Route): Promise<void> {
  return route.abort('blockedbyclient').catch(() => {});
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
