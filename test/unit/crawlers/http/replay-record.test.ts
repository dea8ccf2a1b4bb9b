import { expect, test } from 'vitest';
import type { SiteConfig } from '../../../../src/config/config.ts';
import {
  fieldsFromRunRecord,
  runRecord,
  runRecordFromFields,
  siteConfigFromRunRecord,
} from '../../../../src/crawlers/http/replay-record.ts';

const CONFIG: SiteConfig = {
  site: 'danbooru',
  baseUrl: 'https://site.example',
  isLive: true,
  contact: 'someone@example.org',
  requestsPerSecond: 1,
  clientId: 'login-hush',
  secret: 'hush',
  robotsExempt: ['/posts.json'],
};

function textOf(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

test('what a run was asked to do survives the way through the archive, without its secrets', () => {
  const record = runRecord(CONFIG, { target: { kind: 'artists', names: ['Zoë: a\r\nb'] }, labels: 'listing' });
  const text = textOf(fieldsFromRunRecord('run-1', record));
  expect(text).toContain('isPartOf: run-1');
  expect(text).not.toMatch(/hush|someone@example/);
  expect(runRecordFromFields(text)).toEqual(record);
});

test('a replay has the site and its rules, and Chromium only if the run had it', () => {
  const plain = siteConfigFromRunRecord(runRecord(CONFIG, {}), 'danbooru', '/usr/bin/chromium');
  expect(plain).toMatchObject({ baseUrl: 'https://site.example', isLive: true, robotsExempt: ['/posts.json'] });
  expect(plain).not.toHaveProperty('browser');
  const rendered = runRecord({ ...CONFIG, browser: { executable: '/elsewhere' } }, {});
  expect(siteConfigFromRunRecord(rendered, 'danbooru', null).browser).toEqual({ executable: null });
});

test('a warcinfo record of another program tells of no run', () => {
  expect(runRecordFromFields('software: Other/1\r\nformat: WARC File Format 1.1\r\n')).toBeUndefined();
  expect(runRecordFromFields('tidemark-run: {"site":1}\r\n')).toBeUndefined();
});
