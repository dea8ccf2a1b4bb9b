import { isLoopback } from '../../config/loopback.ts';
import { type Remedy, TidemarkError } from '../../core/errors.ts';

/** The site answered with a status that is no answer to what was asked. */
export class StatusError extends TidemarkError {
  readonly code = 'CRAWL_STATUS';
  readonly remedy: Remedy;
  readonly status: number;
  readonly url: string;
  /** The first characters of the body, for callers that read the site's own error code. */
  readonly body: string;
  constructor(url: string, status: number, body: string, options?: ErrorOptions) {
    super(`${url} answered ${status}, expected 200${body === '' ? '' : `: ${firstLine(body)}`}`, options);
    this.url = url;
    this.status = status;
    this.body = body;
    this.remedy = remedyFromStatus(status);
  }
}

/** The connection failed, or the request took too long. */
export class NetworkError extends TidemarkError {
  readonly code = 'CRAWL_NETWORK';
  readonly remedy = 'retry';
  readonly url: string;
  constructor(url: string, cause: unknown) {
    super(`${url} could not be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.url = url;
  }
}

/** The site sent something else than was asked for: a web page, half a body, no JSON. */
export class BodyError extends TidemarkError {
  readonly code = 'CRAWL_BODY';
  readonly remedy = 'retry';
  readonly url: string;
  constructor(url: string, status: number, problem: string, options?: ErrorOptions) {
    super(`${url} answered ${status}, but ${problem}`, options);
    this.url = url;
  }
}

/** The answer is that nothing has changed, to a request that did not say since when. */
export class NotModifiedError extends TidemarkError {
  readonly code = 'CRAWL_NOT_MODIFIED';
  readonly remedy = 'skip';
  readonly url: string;
  constructor(url: string) {
    super(
      `${url} answered 304, unchanged, to a request that named no earlier version: a cache on the way may be at fault, or, in a replay, the crawl before this one is not in the store`,
    );
    this.url = url;
  }
}

/** The site asks for a longer pause than a crawl waits out. It is kept in the store: a later run waits too. */
export class HostParkedError extends TidemarkError {
  readonly code = 'CRAWL_HOST_PARKED';
  readonly remedy = 'wait';
  readonly host: string;
  readonly until: number;
  constructor(host: string, until: number, reason: string) {
    super(`${host} is left alone until ${new Date(until).toISOString()}: ${reason}`);
    this.host = host;
    this.until = until;
  }
}

/** The host failed again and again: it is given time to recover, more each time. */
export class CircuitOpenError extends TidemarkError {
  readonly code = 'CRAWL_CIRCUIT_OPEN';
  readonly remedy = 'wait';
  readonly host: string;
  readonly until: number;
  constructor(host: string, until: number, options?: ErrorOptions) {
    super(
      `${host} failed ten times in a row; it is left alone until ${new Date(until).toISOString()}, then one request tries it`,
      options,
    );
    this.host = host;
    this.until = until;
  }
}

/** So many requests to the host had to be repeated that repeating more would only add to its trouble. */
export class RetriesSpentError extends TidemarkError {
  readonly code = 'CRAWL_RETRIES_SPENT';
  readonly remedy = 'wait';
  readonly url: string;
  constructor(url: string, cause: TidemarkError) {
    super(`${cause.message}; more than a tenth of the host's requests were repeats, so this one is not repeated`, {
      cause,
    });
    this.url = url;
  }
}

/** The site asked for slower requests again and again. */
export class ThrottledError extends TidemarkError {
  readonly code = 'CRAWL_THROTTLED';
  readonly remedy = 'wait';
  readonly url: string;
  constructor(url: string, status: number, tries: number) {
    super(`${url} answered ${status} ${tries} times, pauses in between; try again later or lower requests_per_second`);
    this.url = url;
  }
}

/** A bot check stands before the site. That is the site saying no: nothing tries to get past it. */
export class ChallengeError extends TidemarkError {
  readonly code = 'CRAWL_CHALLENGED';
  readonly remedy = 'stop';
  readonly url: string;
  constructor(url: string, until: number) {
    super(
      `${url} answered with a bot check; the site is left alone until ${new Date(until).toISOString()}. Ask the site for access, or crawl from a network it accepts`,
    );
    this.url = url;
  }
}

/** robots.txt disallows the address. */
export class RobotsDisallowedError extends TidemarkError {
  readonly code = 'CRAWL_ROBOTS_DISALLOWED';
  readonly remedy = 'stop';
  readonly url: string;
  constructor(url: string, rule: string) {
    super(
      `${url} is disallowed by robots.txt (${rule}); list its path under robots_exempt if the site offers it to programs`,
    );
    this.url = url;
  }
}

/** robots.txt could not be read, so nothing may be crawled (RFC 9309, section 2.3.1.4). */
export class RobotsUnreachableError extends TidemarkError {
  readonly code = 'CRAWL_ROBOTS_UNREACHABLE';
  readonly remedy = 'wait';
  readonly url: string;
  constructor(url: string, cause: unknown) {
    const advice = isLoopback(new URL(url).hostname) ? 'is `tidemark sandbox` running?' : 'try again later';
    super(
      `${url} could not be read, so nothing of the site may be crawled; ${advice} (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    );
    this.url = url;
  }
}

/** Raw replies cannot be written: no space, or no right to. A reply that is not kept is not used. */
export class ArchiveError extends TidemarkError {
  readonly code = 'CRAWL_ARCHIVE_UNWRITABLE';
  readonly remedy = 'stop';
  readonly folder: string;
  constructor(folder: string, cause: unknown) {
    super(`${folder} cannot take the raw replies: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.folder = folder;
  }
}

function remedyFromStatus(status: number): Remedy {
  if (status === 401 || status === 403) return 'stop';
  return status >= 500 || status === 408 || status === 425 ? 'retry' : 'skip';
}

function firstLine(body: string): string {
  const line = body.trim().split('\n', 1)[0]!;
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
