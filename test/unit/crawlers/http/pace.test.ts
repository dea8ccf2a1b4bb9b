import { expect, test } from 'vitest';
import { Pace } from '../../../../src/crawlers/http/pace.ts';

/** Replies one after the other, each as long as given. @returns the time after them */
function reply(pace: Pace, count: number, latencyMs: number, from = 0): number {
  for (let i = 0; i < count; i++) pace.good(from + i * latencyMs, from + (i + 1) * latencyMs);
  return from + count * latencyMs;
}

test('it starts at half the ceiling and reaches it after a hundred good replies, never to go above', () => {
  const pace = new Pace(200);
  expect(pace.perSecond).toBe(100);
  reply(pace, 9, 5);
  expect(pace.perSecond).toBe(100);
  reply(pace, 1, 5);
  expect(pace.perSecond).toBe(110);
  reply(pace, 90, 5);
  expect(pace.perSecond).toBe(200);
  reply(pace, 500, 5);
  expect(pace.perSecond).toBe(200);
});

test('a failure breaks the run of good replies', () => {
  const pace = new Pace(200);
  reply(pace, 9, 5);
  pace.failed();
  reply(pace, 9, 5);
  expect(pace.perSecond).toBe(100);
});

test('a busy host halves it, and each later sign again, down to a thirty-second of the ceiling', () => {
  const pace = new Pace(64);
  const paces = Array.from({ length: 6 }, (_, i) => {
    pace.tooBusy(1000 * i, 1000 * i + 500);
    return pace.perSecond;
  });
  expect(paces).toEqual([16, 8, 4, 2, 2, 2]);
});

test('replies to requests that were under way together are one sign', () => {
  const pace = new Pace(64);
  pace.tooBusy(0, 100);
  pace.tooBusy(50, 120);
  pace.tooBusy(100, 130);
  expect(pace.perSecond).toBe(16);
  pace.tooBusy(131, 150);
  expect(pace.perSecond).toBe(8);
});

test('replies that take more than twice the running median halve it once, then are the usual ones', () => {
  const pace = new Pace(10);
  const now = reply(pace, 95, 200);
  expect(pace.perSecond).toBeCloseTo(9.5, 9);
  const later = reply(pace, 3, 450, now);
  expect(pace.perSecond).toBeCloseTo(4.75, 9);
  reply(pace, 9, 450, later);
  expect(pace.perSecond).toBeCloseTo(4.75, 9);
  reply(pace, 200, 450, later + 10_000);
  expect(pace.perSecond).toBe(10);
});

test.each([
  ['two late replies among quick ones', 200, 2, 2000],
  ['replies not twice as slow', 200, 50, 390],
  ["differences of this machine's own", 5, 50, 90],
])('%s do not slow it down', (_, usualMs, count, slowMs) => {
  const pace = new Pace(10);
  reply(pace, count, slowMs, reply(pace, 100, usualMs));
  expect(pace.perSecond).toBe(10);
});

test('eight requests that one standstill of this machine made late are one late reply', () => {
  const pace = new Pace(10);
  let now = reply(pace, 100, 5);
  for (let standstill = 0; standstill < 2; standstill++) {
    for (let i = 0; i < 8; i++) pace.good(now, now + 500 + i);
    now += 600;
  }
  expect(pace.perSecond).toBe(10);
});
