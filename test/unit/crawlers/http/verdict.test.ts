import { describe, expect, test } from 'vitest';
import { judge, type Reply } from '../../../../src/crawlers/http/verdict.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const HTML_TYPE = { 'content-type': 'text/html' };

function reply(status: number, headers: Readonly<Record<string, string>> = JSON_TYPE, text = '{}'): Reply {
  return { url: 'https://site.example/x', status, headers, text };
}

test('a 200 with JSON is an answer', () => {
  expect(judge(reply(200), 'json', 0).kind).toBe('answer');
});

test.each([408, 425, 500, 502, 504, 520, 522, 524])('status %i is tried again', (status) => {
  expect(judge(reply(status), 'json', 0).kind).toBe('retry');
});

test.each([301, 400, 401, 403, 404, 410, 422, 451])('status %i is final', (status) => {
  expect(judge(reply(status), 'json', 0).kind).toBe('refusal');
});

test.each([
  [401, 'stop'],
  [403, 'stop'],
  [404, 'skip'],
  [410, 'skip'],
  [451, 'skip'],
])('status %i means %s', (status, remedy) => {
  expect(judge(reply(status), 'json', 0)).toMatchObject({ error: { remedy, code: 'CRAWL_STATUS' } });
});

test.each([429, 503])('status %i slows everybody down, for as long as it says', (status) => {
  expect(judge(reply(status, { ...JSON_TYPE, 'retry-after': '30' }), 'json', 0)).toEqual({
    kind: 'throttle',
    pauseMs: 30_000,
  });
  expect(judge(reply(status), 'json', 0)).toEqual({ kind: 'throttle', pauseMs: undefined });
});

describe('pages in place of JSON', () => {
  test('a web page with a 200 is no answer', () => {
    expect(judge(reply(200, HTML_TYPE, '<html>'), 'json', 0)).toMatchObject({
      kind: 'retry',
      error: { code: 'CRAWL_BODY' },
    });
  });
  test.each([
    [403, { ...HTML_TYPE, 'cf-mitigated': 'challenge' }, ''],
    [403, HTML_TYPE, '<title>Just a moment...</title>'],
    [503, HTML_TYPE, '<script>window._cf_chl_opt={}</script>'],
    [403, HTML_TYPE, '<script src="/cdn-cgi/challenge-platform/x">'],
    [412, HTML_TYPE, ''],
  ])('a bot check with status %i is known by its marks', (status, headers, text) => {
    expect(judge(reply(status, headers, text), 'json', 0).kind).toBe('challenge');
  });
  test("CloudFront's block is a pause of five minutes", () => {
    expect(judge(reply(403, HTML_TYPE, 'Request blocked.'), 'json', 0)).toEqual({ kind: 'throttle', pauseMs: 300_000 });
  });
  test('any other page with a 403 is a refusal', () => {
    expect(judge(reply(403, HTML_TYPE, 'Access denied'), 'json', 0).kind).toBe('refusal');
  });
  test('JSON that speaks of a challenge is no challenge', () => {
    expect(judge(reply(403, JSON_TYPE, '"_cf_chl_opt"'), 'json', 0).kind).toBe('refusal');
  });
});

describe('robots.txt', () => {
  test.each([200, 301, 404, 403])('status %i says something', (status) => {
    expect(judge(reply(status, { 'content-type': 'text/plain' }), 'robots', 0).kind).toBe('answer');
  });
  test.each([
    [500, 'retry'],
    [501, 'refusal'],
    [429, 'throttle'],
  ])('status %i says nothing', (status, kind) => {
    expect(judge(reply(status), 'robots', 0).kind).toBe(kind);
  });
});
