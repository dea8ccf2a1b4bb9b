import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';

/** How a stand-in names the versions of its answers: by a weak ETag, as Rails does, by their date, or not at all. */
export type Validators = 'etag' | 'last-modified' | 'none';

/** Node's own reply has gone out, or never will. */
export const ALREADY_SENT = 'x-hono-already-sent';
const DAY_MS = 86_400_000;

/** Names the version of every answer in JSON or plain text, and answers 304 to whoever has it (RFC 9110, section 13). */
export function addValidators(app: Hono, validators: Validators, now: number): void {
  if (validators === 'none') return;
  const nameOf = validators === 'etag' ? etagOf : createDates(now);
  app.use(async (c, next) => {
    await next();
    if (!isNamed(c)) return;
    const body = await c.res.clone().text();
    const headers = nameOf(c.req.url, body);
    if (isKnown(c, headers)) {
      c.res = undefined; // else the whole answer's headers stay
      c.res = new Response(null, { status: 304, headers });
    } else for (const [name, value] of Object.entries(headers)) c.header(name, value);
  });
}

type Names = Readonly<Record<string, string>>;

function isNamed({ req, res }: Context): boolean {
  const type = res.headers.get('content-type') ?? '';
  return req.method === 'GET' && res.status === 200 && /json|plain/.test(type) && !res.headers.has(ALREADY_SENT);
}

function isKnown(c: Context, { etag, 'last-modified': lastModified }: Names): boolean {
  if (etag !== undefined) return c.req.header('if-none-match') === etag;
  const since = Date.parse(c.req.header('if-modified-since') ?? '');
  return lastModified !== undefined && since >= Date.parse(lastModified);
}

function etagOf(_url: string, body: string): Names {
  return { etag: `W/"${createHash('sha1').update(body).digest('hex')}"` };
}

/** A day ago, and a second later with each change that somebody saw. */
function createDates(now: number): (url: string, body: string) => Names {
  const versions = new Map<string, { readonly hash: string; readonly at: number }>();
  return (url, body) => {
    const hash = createHash('sha1').update(body).digest('hex');
    const known = versions.get(url) ?? { hash, at: now - DAY_MS };
    const version = known.hash === hash ? known : { hash, at: known.at + 1000 };
    versions.set(url, version);
    return { 'last-modified': new Date(version.at).toUTCString() };
  };
}
