import { expect, test } from 'vitest';
import { EVENTS, eventsBetween } from '../../../src/analysis/events.ts';
import { monthFromText } from '../../../src/core/month.ts';

test('events are dated, in order, and named once', () => {
  const times = EVENTS.map(({ date }) => Date.parse(date));
  expect(times.every(Number.isFinite)).toBe(true);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(EVENTS.map(({ id }) => id)).size).toBe(EVENTS.length);
  for (const { label, source, precision } of EVENTS) {
    expect(label).not.toBe('');
    expect(source).not.toBe('');
    expect(['day', 'month']).toContain(precision);
  }
});

test('both ends of a span of months are included', () => {
  const month = monthFromText('2022-08');
  expect(eventsBetween(month, month).map(({ id }) => id)).toEqual(['stable-diffusion']);
});
