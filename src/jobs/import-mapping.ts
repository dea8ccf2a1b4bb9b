import { UsageError } from '../core/errors.ts';
import type { TableMapping } from '../store/types.ts';

const FIELDS = {
  site: true,
  artist: true,
  upload_id: true,
  published_at: true,
  title: false,
  label: false,
  tags: false,
} as const;
type Field = keyof typeof FIELDS;

const EXAMPLE = 'site=project,artist=contributor,upload_id=work,published_at=date';

/**
 * Reads which column of a table means what: `field=column` pairs with commas between them. `site=@name` gives the whole
 * table one site.
 *
 * @throws UsageError if a field is unknown, missing or given twice
 * @example mappingFromText('site=@blog,artist=by,upload_id=id,published_at=date').site // => { constant: 'blog' }
 */
export function mappingFromText(text: string): TableMapping {
  const columns = new Map<Field, string>();
  for (const pair of text.split(',')) {
    const [field, column] = splitPair(pair);
    if (!isField(field)) {
      throw new UsageError(`--map knows no field "${field}"; the fields are ${Object.keys(FIELDS).join(', ')}`);
    }
    if (columns.has(field)) throw new UsageError(`--map gives ${field} twice`);
    columns.set(field, column);
  }
  const required = (field: Field): string => {
    const column = columns.get(field);
    if (column === undefined) throw new UsageError(`--map lacks ${field}; expected something like ${EXAMPLE}`);
    return column;
  };
  const optional = (field: 'title' | 'label' | 'tags') => (columns.has(field) ? { [field]: columns.get(field)! } : {});
  const site = required('site');
  return {
    site: site.startsWith('@') ? { constant: site.slice(1) } : { column: site },
    artist: required('artist'),
    uploadId: required('upload_id'),
    publishedAt: required('published_at'),
    ...optional('title'),
    ...optional('label'),
    ...optional('tags'),
  };
}

function splitPair(pair: string): [string, string] {
  const [field, column] = pair.split(/=(.*)/s).map((part) => part.trim());
  if (!field || !column || column === '@') {
    throw new UsageError(`--map: "${pair}" is not field=column; expected something like ${EXAMPLE}`);
  }
  return [field, column];
}

function isField(text: string): text is Field {
  return Object.hasOwn(FIELDS, text);
}
