/** Which attributes a caller asked for with `only=`; a nested list names attributes of an association. */
export type Only = ReadonlyMap<string, Only | null>;

/** @example parseOnly('id,media_asset[created_at]') */
export function parseOnly(text: string): Only {
  const wanted = new Map<string, Only | null>();
  for (const [, name, nested] of text.matchAll(/([a-z_0-9]+)(?:\[([^\]]*)\])?/g)) {
    wanted.set(name!, nested === undefined ? null : parseOnly(nested));
  }
  return wanted;
}

/** An attribute of a record; undefined where the caller may not see it, so that the key is absent. */
export type Fields<T> = Readonly<Record<string, (record: T) => unknown>>;

/**
 * A record as JSON. Fields are computed only if they are asked for.
 *
 * @param extras fields shown only when `only` names them
 */
export function serialize<T>(record: T, fields: Fields<T>, only: Only | null, extras: Fields<T> = {}) {
  const result: Record<string, unknown> = {};
  for (const key of only ? only.keys() : Object.keys(fields)) {
    const read = fields[key] ?? extras[key];
    const value = read?.(record);
    if (value === undefined) continue;
    const nested = only?.get(key);
    result[key] = nested ? narrow(value, nested) : value;
  }
  return result;
}

function narrow(value: unknown, only: Only): unknown {
  if (Array.isArray(value)) return value.map((item) => narrow(item, only));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => only.has(key)));
}
