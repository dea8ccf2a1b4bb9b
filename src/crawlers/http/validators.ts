import type { Validator } from '../../core/validator.ts';
import type { Reply } from './verdict.ts';

/** A reply's body, or word that it is the version that was named. */
export type Version =
  | { readonly kind: 'unchanged'; readonly validator: Validator }
  | { readonly kind: 'body'; readonly value: unknown; readonly validator: Validator | undefined };

/** What makes a request conditional: both names of the version, where both are known (RFC 9110, section 13.1). */
export function conditionsFor(url: string, known: Validator | undefined): Readonly<Record<string, string>> {
  if (known?.url !== url) return {};
  return {
    ...(known.etag === null ? {} : { 'if-none-match': known.etag }),
    ...(known.lastModified === null ? {} : { 'if-modified-since': known.lastModified }),
  };
}

export function isConditional(headers: Readonly<Record<string, string>>): boolean {
  return 'if-none-match' in headers || 'if-modified-since' in headers;
}

/** @returns undefined if the site names no version */
export function validatorFrom({ url, headers }: Reply): Validator | undefined {
  const { etag = null, 'last-modified': lastModified = null } = headers;
  return etag === null && lastModified === null ? undefined : { url, etag, lastModified };
}
