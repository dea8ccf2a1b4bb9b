/**
 * How a site names the version of one address that it sent (RFC 9110, section 8.8), kept as it was sent. At least one
 * of the two is there.
 */
export interface Validator {
  readonly url: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
}
