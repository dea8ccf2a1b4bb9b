import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../src/core/errors.ts';
import type { Upload } from '../../src/core/records.ts';
import * as artstation from '../../src/crawlers/artstation/parse.ts';
import * as danbooru from '../../src/crawlers/danbooru/parse.ts';
import * as deviantart from '../../src/crawlers/deviantart/parse.ts';
import { readGalleryDl } from '../../src/crawlers/imports/gallery-dl.ts';
import { readRecordedBody } from '../../src/crawlers/imports/recorded.ts';

const FOLDER = process.env.TIDEMARK_TEST_DATA;
const CASES = process.env.TIDEMARK_NIGHTLY === '1' ? 20_000 : 500;
const TIMEOUT_MS = process.env.TIDEMARK_NIGHTLY === '1' ? 3_600_000 : 120_000;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Each says which uploads it found; those that read artists alone find none. */
const READERS: Readonly<Record<string, (body: unknown) => readonly Upload[]>> = {
  'recorded body': (body) => {
    const recorded = readRecordedBody(body, 'body');
    return recorded.kind === 'uploads' ? recorded.uploads : [];
  },
  'gallery-dl dump': (body) => readGalleryDl(body, 'body').uploads,
  'artstation listing': (body) => artstation.uploadsFromListing(body, 'body'),
  'artstation artists': (body) => none(artstation.artistsFromListing(body, 'body')),
  'artstation profile': (body) => none(artstation.artistFromProfile(body, 'body')),
  'artstation search': (body) => none(artstation.searchFromBody(body, 'body')),
  'artstation detail': (body) => none(artstation.labelFromDetail(body, 'body', LABEL_TARGET)),
  'deviantart gallery': (body) => deviantart.uploadsFromGallery(body, 'body'),
  'deviantart artists': (body) => none(deviantart.artistsFromGallery(body, 'body')),
  'deviantart profile': (body) => none(deviantart.artistFromProfile(body, 'body')),
  'deviantart whois': (body) => none(deviantart.artistsFromWhois(body, 'body')),
  'deviantart website state': (body) => deviantart.uploadsFromWebsiteState(body, 'body'),
  'deviantart state artists': (body) => none(deviantart.artistsFromWebsiteState(body, 'body')),
  'danbooru posts': (body) => danbooru.uploadsFromPosts(body, undefined, 'body'),
  'danbooru tags': (body) => none(danbooru.artistsFromTags(body, 'body')),
  'danbooru dump record': (body) => danbooru.uploadsFromDump(body, 'body'),
};
const LABEL_TARGET = { uploadId: '1', url: 'https://example.invalid/1', publishedAt: 0, labelRegime: 'artstation-tag' };
const none = (_: unknown): readonly Upload[] => [];

const DATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  artstation: ['published_at'],
  deviantart: ['published_time', 'publishedTime'],
  danbooru: ['created_at'],
};

function realBodies(folder: string): Json[] {
  const files = globSync('real-responses/**/*.{json,jsonl}', { cwd: folder }).sort();
  const bodies = files.map((name): Json => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  return [...bodies, ...bodies.filter(isPost).map((post) => [post]), dumpOf(bodies)];
}

function isFields(body: Json): body is { [key: string]: Json } {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function isPost(body: Json): boolean {
  return isFields(body) && 'tag_string_artist' in body;
}

/** The same rows as gallery-dl would print them. */
function dumpOf(bodies: readonly Json[]): Json {
  const entry = (category: string) => (row: Json) => [
    3,
    'https://example.invalid/1.png',
    { ...(row as object), category },
  ];
  return bodies.filter(isFields).flatMap((body): Json[] => {
    if (isPost(body)) return [entry('danbooru')(body)];
    if (Array.isArray(body.data)) return body.data.slice(0, 3).map(entry('artstation'));
    if ('deviationid' in body && 'published_time' in body) return [entry('deviantart')(body)];
    return [];
  });
}

const DATES = [
  '2023-01-31T19:30:00.000-05:00',
  '2023-10-31T18:59:59.999-05:00',
  '2022-10-31T17:00:00-0700',
  '2021-01-01 00:00:00 UTC',
  '1970-01-01 00:00:00 UTC',
  '2008-06-10 03:08:07.34205 UTC',
  'Mon, 31 Oct 2022 17:00:00 PDT',
  '1667260799',
  '1667260800',
  '2023-02-30T10:00:00Z',
  '2023-01-31T24:00:00Z',
  '2023-01-31T20:00:00+99:99',
  '2023-01-31T20:00:00-24:00',
  '2023-01-31T20:00:00',
  '2023-13-01T00:00:00Z',
  '2023-01-31',
  '0000-00-00 00:00:00 UTC',
  '99999999999',
  'yesterday',
];
const VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  1667260800,
  1667260799.5,
  '',
  ' ',
  '0',
  '𝔘',
  '-1',
  'a'.repeat(5000),
  [],
  {},
  [null],
  [[]],
  { name: 'x' },
  '__proto__',
];
const KEYS = [
  '__proto__',
  'constructor',
  'length',
  '',
  'error',
  'category',
  'is_deleted',
  'tag_string_artist',
  'results',
];

const mutations = fc.array(
  fc.record({
    kind: fc.constantFrom('delete', 'replace', 'date', 'dateField', 'truncate', 'duplicate', 'copy', 'rename'),
    place: fc.nat(),
    from: fc.nat(),
    value: fc.nat(),
  }),
  { minLength: 1, maxLength: 4 },
);
type Mutation = typeof mutations extends fc.Arbitrary<(infer M)[]> ? M : never;

interface Slot {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string;
}

function slotsOf(body: Json, slots: Slot[] = []): Slot[] {
  if (typeof body !== 'object' || body === null) return slots;
  for (const key of Object.keys(body)) {
    slots.push({ holder: body, key });
    slotsOf((body as { [key: string]: Json })[key]!, slots);
  }
  return slots;
}

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length]!;

function mutated(body: Json, changes: readonly Mutation[]): Json {
  const copy = structuredClone(body);
  for (const change of changes) {
    const all = slotsOf(copy);
    const dated = all.filter(({ key }) => /^(published|created)_?(at|time)$/i.test(key));
    const slots = change.kind === 'dateField' && dated.length > 0 ? dated : all;
    if (slots.length > 0) mutate(pick(slots, change.place), change, slots);
  }
  return copy;
}

function mutate({ holder, key }: Slot, { kind, from, value }: Mutation, slots: readonly Slot[]): void {
  const fields = holder as { [key: string]: Json }; // arrays too take their indexes as keys
  const old = fields[key]!;
  const set = (name: string, to: Json) =>
    Object.defineProperty(fields, name, { value: to, enumerable: true, configurable: true, writable: true });
  switch (kind) {
    case 'delete':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete fields[key];
      break;
    case 'replace':
      set(key, structuredClone(pick(VALUES, value)));
      break;
    case 'date':
    case 'dateField':
      set(key, pick(DATES, value));
      break;
    case 'truncate':
      if (typeof old === 'string') set(key, old.slice(0, value % (old.length + 1)));
      break;
    case 'duplicate':
      if (Array.isArray(holder)) holder.push(structuredClone(old));
      else set(`${key}2`, structuredClone(old));
      break;
    case 'copy': {
      const other = pick(slots, from);
      set(key, structuredClone((other.holder as { [key: string]: Json })[other.key]!));
      break;
    }
    case 'rename':
      if (Array.isArray(holder)) break;
      delete fields[key];
      set(pick(KEYS, value), old);
      break;
    default:
      throw new Error(kind satisfies never);
  }
}

/** Reads a date by the engine's own parser, which knows nothing of ours. */
function instantByEngine(raw: string): number {
  if (/^\d+(\.\d+)?$/.test(raw)) return Math.floor(Number(raw) * 1000);
  const iso = raw.replace(/ ?UTC$/, 'Z').replace(/^(\d{4}-\d\d-\d\d) /, '$1T');
  if (!/^\d{4}-/.test(raw)) return Date.parse(raw);
  return Date.parse(iso.replace(/(\.\d{3})\d+/, '$1').replace(/ ?([+-]\d\d):?(\d\d)$/, '$1:$2'));
}

function checkUpload(upload: Upload, body: Json): void {
  const { site, publishedAt, publishedRaw, publishedField } = upload;
  expect(DATE_FIELDS[site] ?? ['created_at']).toContain(publishedField);
  const inBody = slotsOf(body).some(
    ({ holder, key }) => key === publishedField && String((holder as { [key: string]: Json })[key]) === publishedRaw,
  );
  expect(inBody, `${publishedField} ${publishedRaw} in the body`).toBe(true);
  const month = (at: number) => new Date(at).toISOString().slice(0, -17);
  expect(month(publishedAt), publishedRaw).toBe(month(instantByEngine(publishedRaw)));
}

/** Names the reader and the body where anything but rows or an error of ours comes out. */
function readAll(body: Json): number {
  let rows = 0;
  for (const [name, read] of Object.entries(READERS)) {
    let uploads: readonly Upload[];
    try {
      uploads = read(body);
    } catch (error) {
      if (error instanceof TidemarkError) continue;
      throw new Error(`${name}: ${(error as Error).stack}`);
    }
    for (const upload of uploads) checkUpload(upload, body);
    rows += uploads.length;
  }
  return rows;
}

describe.skipIf(!FOLDER)('real bodies of TIDEMARK_TEST_DATA', () => {
  const bodies = FOLDER ? realBodies(FOLDER) : [];

  test('as they came, they hold rows, each with its right month', () => {
    expect(bodies.map(readAll).filter((rows) => rows > 0).length).toBeGreaterThanOrEqual(8);
  });

  test(
    'changed at random, they give rows with their right months or an error of ours, never another',
    () => {
      fc.assert(
        fc.property(fc.nat(), mutations, (at, changes) => {
          readAll(mutated(pick(bodies, at), changes));
        }),
        { numRuns: CASES },
      );
    },
    TIMEOUT_MS,
  );
});
