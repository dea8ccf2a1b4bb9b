/** Records that cannot be read are named up to this many; the others are counted. */
export const NAMED_BAD_RECORDS = 20;

/** Lines for a summary: the named ones, and how many more there are. */
export function badRecordLines(named: readonly string[], count: number): string[] {
  return count > named.length ? [...named, `${count - named.length} more records that cannot be read`] : [...named];
}
