import type { TidemarkError } from '../../core/errors.ts';
import { BodyError, NotModifiedError, StatusError } from './errors.ts';
import { retryAfterMs } from './retry-after.ts';

/** What a request hopes to read. `robots` takes any answer that says something about robots.txt, `any` any type. */
export type Expectation = 'json' | 'html' | 'robots' | 'any';

/** A reply with its body read and decompressed. Header names are in small letters; several Set-Cookie come one a line. */
export interface Reply {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What a reply means for the request and for the host. */
export type Verdict =
  | { readonly kind: 'answer' }
  /** Try again; `pauseMs` is the pause that the site named. */
  | { readonly kind: 'retry'; readonly error: TidemarkError; readonly pauseMs: number | undefined }
  /** As retry, and the host is too busy: everybody slows down. */
  | { readonly kind: 'throttle'; readonly pauseMs: number | undefined }
  | { readonly kind: 'challenge' }
  | { readonly kind: 'refusal'; readonly error: TidemarkError };

/** CloudFront's block needs more than 3 minutes to go away. */
const CLOUDFRONT_PAUSE_MS = 5 * 60_000;
const RETRIED = new Set([408, 425, 500, 502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 529]);

/**
 * Judges a reply.
 *
 * @param now local time, for a reply without a Date header
 * @param isConditional the request named the version that it knew
 */
export function judge(reply: Reply, expectation: Expectation, now: number, isConditional = false): Verdict {
  const { status, url, text, headers } = reply;
  if (isChallenge(reply)) return { kind: 'challenge' };
  const pauseMs = retryAfterMs(headers['retry-after'], headers.date, now);
  if (status === 429 || status === 503) return { kind: 'throttle', pauseMs };
  if (status === 403 && isHtml(reply) && text.includes('Request blocked')) {
    return { kind: 'throttle', pauseMs: pauseMs ?? CLOUDFRONT_PAUSE_MS };
  }
  if (status === 304) return isConditional ? { kind: 'answer' } : { kind: 'refusal', error: new NotModifiedError(url) };
  const excerpt = text.slice(0, 2000);
  if (RETRIED.has(status)) return { kind: 'retry', error: new StatusError(url, status, excerpt), pauseMs };
  if (expectation === 'robots') {
    return status < 500 ? { kind: 'answer' } : { kind: 'refusal', error: new StatusError(url, status, excerpt) };
  }
  if (status !== 200) return { kind: 'refusal', error: new StatusError(url, status, isHtml(reply) ? '' : excerpt) };
  const type = headers['content-type'] ?? 'nothing';
  if (expectation === 'any' || type.includes(expectation)) return { kind: 'answer' };
  const error = new BodyError(url, status, `with ${type} where ${expectation} was expected`);
  return { kind: 'retry', error, pauseMs: undefined };
}

/** Cloudflare's page that asks a browser to prove itself, or the 412 that ArtStation has sent in its place. */
function isChallenge(reply: Reply): boolean {
  if (reply.status === 412) return true;
  if (reply.status !== 403 && reply.status !== 503) return false;
  if (reply.headers['cf-mitigated'] === 'challenge') return true;
  return isHtml(reply) && /_cf_chl_opt|challenge-platform|<title>Just a moment\.\.\./.test(reply.text);
}

function isHtml(reply: Reply): boolean {
  return (reply.headers['content-type'] ?? '').includes('html');
}
