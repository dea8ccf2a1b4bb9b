import { EASTERN, isoLocal } from '../time-zones.ts';
import type { Catalogue } from '../world/catalogue.ts';
import type { Fields } from './only.ts';
import { type PageAsked, parseLimit } from './search.ts';
import { CATEGORY, type Tag } from './tags.ts';

const LIST_CAP = 1000;
const SITE_OPENED = isoLocal(Date.UTC(2013, 1, 28, 12), EASTERN);

export const TAG_FIELDS: Fields<Tag> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  post_count: ({ rows }) => rows.length,
  category: ({ category }) => category,
  created_at: () => SITE_OPENED,
  updated_at: () => SITE_OPENED,
  is_deprecated: () => false,
  words: ({ name }) => name.split(/[_-]/),
};

export function artistFields(catalogue: Catalogue): Fields<Tag> {
  return {
    id: ({ id }) => id + 200_000,
    name: ({ name }) => name,
    group_name: () => '',
    other_names: () => [],
    is_deleted: () => false,
    is_banned: ({ name }) => catalogue.find(name)?.isBanned ?? false,
    created_at: () => SITE_OPENED,
    updated_at: () => SITE_OPENED,
  };
}

/** Shown only when `only=` names them. */
export const ARTIST_EXTRAS: Fields<Tag> = {
  urls: ({ id, name }) => [{ id: id + 900_000, url: `https://www.pixiv.invalid/users/${name}`, is_active: true }],
  tag: ({ id, name, rows, category }) => ({ id, name, post_count: rows.length, category }),
};

/** The `search[...]` parameters that tags and artists share. */
export interface NameSearch {
  readonly name: string | undefined;
  readonly nameComma: string | undefined;
  readonly nameMatches: string | undefined;
  readonly category: string | undefined;
  readonly postCount: string | undefined;
  readonly order: string | undefined;
  readonly hideEmpty: string | undefined;
}

export function nameSearch(query: Readonly<Record<string, string>>): NameSearch {
  return {
    name: query['search[name]'],
    nameComma: query['search[name_comma]'],
    nameMatches: query['search[name_matches]'] ?? query['search[any_name_matches]'],
    category: query['search[category]'],
    postCount: query['search[post_count]'],
    order: query['search[order]'],
    hideEmpty: query['search[hide_empty]'],
  };
}

/** A page of tags. Newest first unless an order is asked for; ids beside `a` and `b` override any order. */
export function findTags(
  tags: readonly Tag[],
  search: NameSearch,
  asked: PageAsked,
  limitText: string | undefined,
): readonly Tag[] {
  const limit = parseLimit(limitText, LIST_CAP);
  const found = tags.filter(filterOf(search));
  const byId = found.toSorted((a, b) => b.id - a.id);
  switch (asked.kind) {
    case 'before':
      return byId.filter((tag) => tag.id < asked.id).slice(0, limit);
    case 'after':
      return byId.filter((tag) => tag.id > asked.id).slice(-limit);
    case 'number':
      return inOrder(byId, search.order).slice((asked.page - 1) * limit, asked.page * limit);
    default:
      return asked satisfies never;
  }
}

export function artistsAmong(tags: Iterable<Tag>): readonly Tag[] {
  return [...tags].filter((tag) => tag.category === CATEGORY.artist);
}

function inOrder(byId: readonly Tag[], order: string | undefined): readonly Tag[] {
  switch (order) {
    case 'count':
    case 'post_count':
      return byId.toSorted((a, b) => b.rows.length - a.rows.length || b.id - a.id);
    case 'name':
      return byId.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    default:
      return byId;
  }
}

function filterOf(search: NameSearch): (tag: Tag) => boolean {
  const names = search.nameComma === undefined ? undefined : new Set(search.nameComma.toLowerCase().split(','));
  const pattern = search.nameMatches === undefined ? undefined : wildcard(search.nameMatches);
  const category = search.category === undefined ? undefined : Number(search.category);
  const atLeast = Number(/^>=(\d+)$/.exec(search.postCount ?? '')?.[1] ?? 0);
  const leastShown = search.hideEmpty === 'true' || search.hideEmpty === 'yes' ? 1 : 0;
  return ({ name, category: own, rows }) =>
    (search.name === undefined || name === search.name.toLowerCase()) &&
    (names === undefined || names.has(name)) &&
    (pattern === undefined || pattern.test(name)) &&
    (category === undefined || own === category) &&
    rows.length >= Math.max(atLeast, leastShown);
}

/** A pattern in which `*` stands for any run of signs. */
function wildcard(pattern: string): RegExp {
  const literal = pattern.toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`);
}
