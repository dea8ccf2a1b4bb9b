import type { Context, MiddlewareHandler } from 'hono';
import type { Clock } from '../../core/clock.ts';
import { hexDigits } from '../world/mix.ts';

const LIFETIME_S = 3600;

/** The client-credentials grant. Any client with an id and a secret is let in; tokens die after an hour. */
export function createOAuth(clock: Clock) {
  const expiry = new Map<string, number>();
  let issued = 0;

  async function token(c: Context): Promise<Response> {
    const form: Readonly<Record<string, unknown>> =
      c.req.method === 'POST' ? { ...c.req.query(), ...(await c.req.parseBody()) } : c.req.query();
    if (form.grant_type !== 'client_credentials') {
      return apiError(c, 400, 'unsupported_grant_type', 'Grant type not supported.');
    }
    const [id, secret] = clientFrom(c.req.header('authorization')) ?? [form.client_id, form.client_secret];
    if (!id || !secret) return apiError(c, 401, 'invalid_client', 'The client credentials are invalid.');
    for (const [old, expiresAt] of expiry) if (expiresAt <= clock.now()) expiry.delete(old);
    const access = hexDigits(issued++, 40, 50);
    expiry.set(access, clock.now() + LIFETIME_S * 1000);
    return c.json({ access_token: access, token_type: 'Bearer', expires_in: LIFETIME_S, status: 'success' });
  }

  const requireToken: MiddlewareHandler = async (c, next) => {
    const access = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? c.req.query('access_token');
    if (!access) {
      return apiError(c, 401, 'invalid_request', 'Must provide an access_token to access this resource.');
    }
    if (clock.now() >= (expiry.get(access) ?? 0)) return apiError(c, 401, 'invalid_token', 'Invalid token.');
    await next();
  };

  return { token, requireToken, revokeAll: () => expiry.clear() };
}

/** The API's error body. The description is for people. */
export function apiError(
  c: Context,
  status: 400 | 401 | 404,
  error: string,
  description: string,
  more: { readonly error_code?: number; readonly error_details?: Readonly<Record<string, string>> } = {},
): Response {
  return c.json({ error, error_description: description, ...more, status: 'error' }, status);
}

function clientFrom(authorization: string | undefined): [string, string] | undefined {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
}
