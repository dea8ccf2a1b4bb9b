import { expect, test } from 'vitest';
import { conditionsFor, isConditional, validatorFrom } from '../../../../src/crawlers/http/validators.ts';
import { judge } from '../../../../src/crawlers/http/verdict.ts';

const URL = 'https://site.example/list?page=1';
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';
const reply = (headers: Readonly<Record<string, string>>, status = 200) => ({ url: URL, status, headers, text: '' });

test('what a site sends is kept as it is, quotes and weakness included', () => {
  expect(validatorFrom(reply({ etag: 'W/"a b"', 'last-modified': DATE }))).toEqual({
    url: URL,
    etag: 'W/"a b"',
    lastModified: DATE,
  });
  expect(validatorFrom(reply({ etag: '"1"' }))).toEqual({ url: URL, etag: '"1"', lastModified: null });
  expect(validatorFrom(reply({ 'content-type': 'application/json' }))).toBeUndefined();
});

test('a request names both the version and its date, and for its own address alone', () => {
  const known = { url: URL, etag: 'W/"1"', lastModified: DATE };
  expect(conditionsFor(URL, known)).toEqual({ 'if-none-match': 'W/"1"', 'if-modified-since': DATE });
  expect(conditionsFor(URL, { ...known, etag: null })).toEqual({ 'if-modified-since': DATE });
  expect(conditionsFor(`${URL}1`, known)).toEqual({});
  expect(conditionsFor(URL, undefined)).toEqual({});
});

test('a 304 is an answer to a conditional request, and a refusal to any other', () => {
  expect(isConditional({ 'if-none-match': '"1"' })).toBe(true);
  expect(isConditional({ accept: 'application/json' })).toBe(false);
  for (const expectation of ['json', 'robots'] as const) {
    expect(judge(reply({}, 304), expectation, 0, true)).toEqual({ kind: 'answer' });
    expect(judge(reply({}, 304), expectation, 0)).toMatchObject({
      kind: 'refusal',
      error: { code: 'CRAWL_NOT_MODIFIED', remedy: 'skip' },
    });
  }
});
