import type { Context } from 'hono';

/** A refusal by the site's own rules. */
export class DanbooruRefusal extends Error {
  readonly status: 400 | 401 | 404 | 410 | 422;
  /** The class that stands in the body's `error`. */
  readonly kind: string;
  constructor(status: DanbooruRefusal['status'], kind: string, message: string) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

export function refusalBody(c: Context, { status, kind, message }: DanbooruRefusal): Response {
  return c.json(
    { success: false, error: kind, message, backtrace: ["app/logical/rack_server_timing.rb:19:in 'call'"] },
    status,
  );
}
