import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { InputError } from '../../../src/core/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-config-shares-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function load(text: string) {
  const file = join(folder, `${files++}.toml`);
  writeFileSync(file, text);
  return loadConfig(file, {}).shares;
}

test('without settings nothing is known of the labels and every site weighs the same', () => {
  expect(loadConfig(null, {}).shares).toEqual({ sensitivity: {}, scrapeWeights: {} });
});

test('audits stand by site and label regime, scrape weights by site', () => {
  const shares = load(`[shares.sensitivity.danbooru]
danbooru-tags = { value = 0.8, audited = 400 }
[shares.sensitivity.deviantart]
deviantart-mandatory = { value = 0.5 }
[shares.scrape_weights]
danbooru = 2.5
`);
  expect(shares).toEqual({
    sensitivity: {
      danbooru: { 'danbooru-tags': { value: 0.8, audited: 400 } },
      deviantart: { 'deviantart-mandatory': { value: 0.5, audited: null } },
    },
    scrapeWeights: { danbooru: 2.5 },
  });
});

test.each([
  [
    '[shares.sensitivity.danbooru]\ndanbooru-tag = { value = 0.8 }',
    /danbooru-tag: no such label regime: expected danbooru-tags/,
  ],
  ['[shares.sensitivity.pixiv]\nflag = { value = 0.8 }', /pixiv has no label regime/],
  ['[shares.sensitivity.danbooru]\ndanbooru-tags = { value = 80 }', /danbooru-tags\.value/],
  ['[shares.sensitivity.danbooru]\ndanbooru-tags = { value = 0.8, audited = 0 }', /danbooru-tags\.audited/],
  ['[shares.scrape_weights]\ndanbooru = -1', /scrape_weights\.danbooru/],
  ['[shares]\nsensitivities = 1', /sensitivities/],
])('a wrong setting names its key: %j', (text, place) => {
  expect(() => load(text)).toThrow(InputError);
  expect(() => load(text)).toThrow(place);
});
