import { expect, test } from 'vitest';
import { dumpLineProblem } from '../../../src/crawlers/imports/danbooru-dump.ts';

test.each([
  ['{"id":"1"', /^no JSON: /],
  ['7', /^the body: .*expected object/i],
  ['{"id":"0","created_at":"2020-01-01 00:00:00 UTC","tags":[]}', /^id: /],
  ['{"id":"1","created_at":"1970-01-01 00:00:00 UTC","tags":[]}', /^created_at: expected a date, got none/],
  ['{"id":"1","created_at":"2020-01-01 00:00:00 UTC","uploader_id":"kim","tags":[]}', /^uploader_id: /],
  ['{"id":1,"created_at":"x","tag_string_artist":"kim","tag_string_meta":""}', /^0\.created_at: expected a date/],
])('what is wrong with the line %s is said', (line, problem) => {
  expect(dumpLineProblem(line)).toMatch(problem);
});
