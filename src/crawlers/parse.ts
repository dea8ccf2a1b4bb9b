import type { z } from 'zod';
import { instantFromSiteDate } from './dates.ts';
import { ParseError } from './errors.ts';

/** Checks a parsed JSON body. @throws ParseError naming site, page and the first wrong path */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown, site: string, page: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ParseError(site, page, issue!.path.join('.'), issue!.message);
}

/** An instant from a site's date. @throws ParseError naming site, page and path if it is in no known form */
export function instantAt(raw: string | number, site: string, page: string, path: string): number {
  const instant = instantFromSiteDate(raw);
  if (instant === undefined) {
    throw new ParseError(site, page, path, `expected a date with its zone or unix seconds, got ${JSON.stringify(raw)}`);
  }
  return instant;
}
