import { expect, test } from 'vitest';
import { EVENT_BLOCKS, EVENTS, eventBlocksWithin, eventsBetween } from '../../../src/analysis/events.ts';
import { monthFromText, textFromMonth } from '../../../src/core/month.ts';

test('events are dated, in order, and named once', () => {
  const times = EVENTS.map(({ date }) => Date.parse(date));
  expect(times.every(Number.isFinite)).toBe(true);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(EVENTS.map(({ id }) => id)).size).toBe(EVENTS.length);
});

test('every event says where its date comes from and how sure it is', () => {
  for (const { label, source, precision, url, verified } of EVENTS) {
    expect(label).not.toBe('');
    expect(source).not.toBe('');
    expect(['day', 'month']).toContain(precision);
    expect(new URL(url).protocol).toBe('https:');
    expect(typeof verified).toBe('boolean');
  }
});

test('both ends of a span of months are included', () => {
  const month = monthFromText('2022-08');
  expect(eventsBetween(month, month).map(({ id }) => id)).toEqual(['stable-diffusion']);
});

test('releases that months cannot tell apart are one block, and the protest month has a pulse', () => {
  const spans = EVENT_BLOCKS.map(({ id, from, to, pulses }) => [id, ...[from, to, ...pulses].map(textFromMonth)]);
  expect(spans).toEqual([
    ['nft', '2021-03', '2021-03'],
    ['generative', '2022-07', '2022-09'],
    ['platform', '2022-11', '2022-12', '2022-12'],
  ]);
  expect(EVENT_BLOCKS[1]!.events).toEqual(['midjourney-beta', 'dalle2-beta', 'stable-diffusion', 'dalle2-open']);
});

test('a model holds the blocks that have months before and after them', () => {
  const ids = (from: string, to: string, margin?: number) =>
    eventBlocksWithin(monthFromText(from), monthFromText(to), margin).map(({ id }) => id);
  expect(ids('2021-01', '2023-10')).toEqual(['nft', 'generative', 'platform']);
  expect(ids('2021-01', '2023-10', 6)).toEqual(['generative', 'platform']);
  expect(ids('2021-02', '2022-10')).toEqual([]);
  expect(ids('2021-02', '2022-11')).toEqual(['generative']);
});
