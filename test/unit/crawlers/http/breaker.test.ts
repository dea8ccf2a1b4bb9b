import { expect, test } from 'vitest';
import { Breaker } from '../../../../src/crawlers/http/breaker.ts';

const SECOND = 1000;
/** Requests one after the other, a second each, that all fail. @returns the time after them */
function fail(breaker: Breaker, count: number, from = 0): number {
  for (let i = 0; i < count; i++) {
    breaker.started();
    breaker.failed(from + i * SECOND + 1, from + (i + 1) * SECOND);
  }
  return from + count * SECOND;
}

test('nine failures leave it closed, the tenth opens it for 30 seconds', () => {
  const breaker = new Breaker();
  const now = fail(breaker, 9);
  expect(breaker.isOpen(now)).toBe(false);
  breaker.started();
  expect(breaker.failed(now + 1, now + 2)).toBe(true);
  expect(breaker.isOpen(now + 2)).toBe(true);
  expect(breaker.openUntil).toBe(now + 2 + 30 * SECOND);
});

test('an answer in between starts the count again', () => {
  const breaker = new Breaker();
  const now = fail(breaker, 9);
  breaker.answered();
  expect(breaker.isOpen(fail(breaker, 9, now))).toBe(false);
});

test('requests that were under way together are one failure', () => {
  const breaker = new Breaker();
  for (let i = 0; i < 50; i++) breaker.failed(i, 100 + i);
  expect(breaker.isOpen(200)).toBe(false);
});

test('after the time one probe may go, the others not, and its answer closes the breaker', () => {
  const breaker = new Breaker();
  const until = fail(breaker, 10) + 30 * SECOND;
  expect(breaker.isOpen(until - 1)).toBe(true);
  expect(breaker.isOpen(until)).toBe(false);
  breaker.started();
  expect(breaker.isOpen(until)).toBe(true);
  breaker.answered();
  expect(breaker.isOpen(until)).toBe(false);
  expect(breaker.isOpen(fail(breaker, 9, until))).toBe(false);
});

test('each probe that fails opens it for twice as long, up to 15 minutes', () => {
  const breaker = new Breaker();
  fail(breaker, 10);
  const seconds = Array.from({ length: 7 }, () => {
    const at = breaker.openUntil;
    breaker.started();
    breaker.failed(at + 1, at + 2);
    return (breaker.openUntil - at - 2) / SECOND;
  });
  expect(seconds).toEqual([60, 120, 240, 480, 900, 900, 900]);
});

test('one that another process opened goes on as it was: open until its time, then a probe, then twice as long', () => {
  const breaker = new Breaker({ openings: 2, openUntil: 100 * SECOND });
  expect(breaker.isOpen(99 * SECOND)).toBe(true);
  expect(breaker.isOpen(100 * SECOND)).toBe(false);
  breaker.started();
  breaker.failed(100 * SECOND, 101 * SECOND);
  expect(breaker).toMatchObject({ openings: 3, openUntil: 221 * SECOND });
  breaker.started();
  expect(breaker.answered()).toBe(true);
  expect(breaker.answered()).toBe(false);
});

test('a probe that tells nothing lets another one go; a late reply from before the opening does not', () => {
  const breaker = new Breaker();
  const until = fail(breaker, 10) + 30 * SECOND;
  breaker.started();
  breaker.failed(5 * SECOND, until + 1);
  breaker.undecided(5 * SECOND);
  expect(breaker.isOpen(until + 1)).toBe(true);
  breaker.undecided(until);
  expect(breaker.isOpen(until + 1)).toBe(false);
});
