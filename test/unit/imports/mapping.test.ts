import { expect, test } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { mappingFromText } from '../../../src/jobs/import-mapping.ts';

test('reads which column means what', () => {
  expect(mappingFromText('site=project,artist=contributor,upload_id=work,published_at=date')).toEqual({
    site: { column: 'project' },
    artist: 'contributor',
    uploadId: 'work',
    publishedAt: 'date',
  });
});

test('an @ makes the site one name for the whole table', () => {
  const mapping = mappingFromText('site=@blog, artist=by, upload_id=id, published_at=date, label=ai, title=t, tags=k');
  expect(mapping).toMatchObject({ site: { constant: 'blog' }, label: 'ai', title: 't', tags: 'k' });
});

test('a column name may hold an equals sign', () => {
  expect(mappingFromText('site=@s,artist=a=b,upload_id=id,published_at=d').artist).toBe('a=b');
});

test.each([
  ['site=@s,artist=a,upload_id=i,published_at=d,likes=l', /no field "likes"/],
  ['site=@s,artist=a,published_at=d', /lacks upload_id/],
  ['site=@s,artist=a,artist=b,upload_id=i,published_at=d', /artist twice/],
  ['site=@s,artist,upload_id=i,published_at=d', /"artist" is not field=column/],
  ['site=@,artist=a,upload_id=i,published_at=d', /"site=@" is not field=column/],
  ['toString=@s', /no field "toString"/],
])('refuses %s', (text, message) => {
  expect(() => mappingFromText(text)).toThrow(UsageError);
  expect(() => mappingFromText(text)).toThrow(message);
});
