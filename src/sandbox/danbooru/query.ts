import { EASTERN, startOfLocalDay } from '../time-zones.ts';
import { DanbooruRefusal } from './errors.ts';

const COUNTED_LIMIT = 2;
/** Metatags that do not count towards the limit. */
const FREE = new Set(
  (
    'status rating limit is id date age filesize filetype parent child md5 width height duration mpixels ratio score ' +
    'upvote upvotes downvotes favcount embedded tagcount pixiv_id pixiv'
  ).split(' '),
);
const COUNTED_METATAGS = new Set(['order', 'user']);

/** Inclusive bounds. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface PostQuery {
  readonly tags: readonly string[];
  readonly excluded: readonly string[];
  readonly id: Range;
  /** Bounds on `created_at`, in milliseconds since 1970-01-01 UTC. */
  readonly date: Range;
  readonly status: string | undefined;
  readonly rating: string | undefined;
  readonly isOldestFirst: boolean;
}

const EVERYTHING: Range = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

/** Reads the `tags` parameter: space separated terms, of which at most two may be counted ones. */
export function parsePostQuery(text: string): PostQuery {
  const tags: string[] = [];
  const excluded: string[] = [];
  const meta = new Map<string, string>();
  let counted = 0;
  for (const term of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const [, name, value] = /^([a-z0-9_]+):(.*)$/.exec(term) ?? [];
    if (name !== undefined && (FREE.has(name) || COUNTED_METATAGS.has(name))) {
      meta.set(name, value!);
      if (COUNTED_METATAGS.has(name)) counted += 1;
    } else {
      counted += 1;
      if (term.startsWith('-')) excluded.push(term.slice(1));
      else tags.push(term);
    }
  }
  if (counted > COUNTED_LIMIT) {
    throw new DanbooruRefusal(
      422,
      'PostQuery::TagLimitError',
      `You cannot search for more than ${COUNTED_LIMIT} tags at a time.`,
    );
  }
  return {
    tags,
    excluded,
    id: numberRange(meta.get('id')),
    date: dateRange(meta.get('date')),
    status: meta.get('status'),
    rating: meta.get('rating')?.[0],
    isOldestFirst: meta.get('order') === 'id' || meta.get('order') === 'id_asc',
  };
}

function numberRange(text: string | undefined): Range {
  return rangeFrom(text, (value) => ({ min: Number(value), max: Number(value) }));
}

/** Days are those of US Eastern time. `A..B` ends with the first instant of B, a day alone covers all of it. */
function dateRange(text: string | undefined): Range {
  return rangeFrom(text, (value, isBound) => {
    const [year, month, day] = value.split('-').map(Number);
    if (!year || !month || !day) throw new DanbooruRefusal(422, 'PostQuery::Error', `'${value}' is not a valid date.`);
    const min = startOfLocalDay(year, month, day, EASTERN);
    return { min, max: isBound ? min : startOfLocalDay(year, month, day + 1, EASTERN) - 1 };
  });
}

/** `A`, `A..B`, `A..`, `..B`, `>A`, `>=A`, `<A` and `<=A`. */
function rangeFrom(text: string | undefined, read: (value: string, isBound: boolean) => Range): Range {
  if (text === undefined || text === '') return EVERYTHING;
  const [, low, high] = /^(.*)\.\.(.*)$/.exec(text) ?? [];
  if (low !== undefined && high !== undefined) {
    return {
      min: low === '' ? EVERYTHING.min : read(low, true).min,
      max: high === '' ? EVERYTHING.max : read(high, true).max,
    };
  }
  const [, sign, value] = /^(>=|<=|>|<)?(.*)$/.exec(text)!;
  switch (sign) {
    case '>=':
      return { ...EVERYTHING, min: read(value!, true).min };
    case '>':
      return { ...EVERYTHING, min: read(value!, false).max + 1 };
    case '<=':
      return { ...EVERYTHING, max: read(value!, false).max };
    case '<':
      return { ...EVERYTHING, max: read(value!, true).min - 1 };
    default:
      return read(value!, false);
  }
}
