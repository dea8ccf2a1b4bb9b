import { expect, test } from 'vitest';
import { Gate } from '../../../../src/crawlers/http/gate.ts';
import { VirtualClock } from '../virtual-clock.ts';

async function starts(gate: Gate, clock: VirtualClock, count: number): Promise<number[]> {
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async () => {
      await gate.wait();
      times.push(clock.now());
    }),
  );
  return times;
}

test('starts are spaced evenly where there is work', async () => {
  const clock = new VirtualClock();
  expect(await starts(new Gate(2, clock), clock, 3)).toEqual([0, 500, 1010]);
});

test('below one a second, starts are whole seconds apart', async () => {
  const clock = new VirtualClock();
  const [first, second, third] = await starts(new Gate(0.2, clock), clock, 3);
  expect(second! - first!).toBeGreaterThanOrEqual(5000);
  expect(third! - second!).toBeGreaterThanOrEqual(5000);
});

test('a late timer does not cost throughput: at least 95 of 100 starts a second', async () => {
  let turn = 0;
  const clock = new VirtualClock(0, () => (turn++ % 3) + 0.5);
  const times = await starts(new Gate(100, clock), clock, 1000);
  expect(1000 / (times.at(-1)! / 1000)).toBeGreaterThan(95);
});

test('a pause holds back those who wait already', async () => {
  const clock = new VirtualClock();
  const gate = new Gate(10, clock);
  await gate.wait();
  const waiting = starts(gate, clock, 2);
  gate.pauseUntil(5000);
  expect(await waiting).toEqual([5000, 5100]);
});

test('a crawl delay makes the gate slower, never faster', async () => {
  const clock = new VirtualClock();
  const slowed = new Gate(10, clock);
  slowed.slowDown(3000);
  expect(await starts(slowed, clock, 3)).toEqual([0, 3000, 6000]);
  const gate = new Gate(0.5, clock);
  gate.slowDown(100);
  const [first, second] = await starts(gate, clock, 2);
  expect(second! - first!).toBeGreaterThanOrEqual(2000);
});

test('silence saves up no burst', async () => {
  const clock = new VirtualClock();
  const gate = new Gate(10, clock);
  await gate.wait();
  await clock.sleepUntil(60_000);
  expect(await starts(gate, clock, 3)).toEqual([60_000, 60_100, 60_200]);
});

test('an aborted wait rejects with the reason and starts nothing', async () => {
  const clock = new VirtualClock();
  const gate = new Gate(1, clock);
  await gate.wait();
  const abort = new AbortController();
  const aborted = gate.wait(abort.signal);
  const next = starts(gate, clock, 1);
  abort.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  expect(await next).toEqual([1010]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a rate of %s is refused', (rate) => {
  expect(() => new Gate(rate, new VirtualClock())).toThrow(RangeError);
});

test('a start that leaves late, its connection made first, counts from when it left', async () => {
  const clock = new VirtualClock();
  const gate = new Gate(2, clock);
  const onSent = await gate.wait();
  await clock.sleepUntil(400);
  onSent();
  expect(await starts(gate, clock, 3)).toEqual([650, 1410, 1660]);
});

test('a slower pace spaces the starts to come, and none is faster than the ceiling', async () => {
  const clock = new VirtualClock();
  const gate = new Gate(10, clock);
  gate.setPace(2);
  expect(await starts(gate, clock, 3)).toEqual([0, 500, 1000]);
  gate.setPace(1000);
  expect(await starts(gate, clock, 3)).toEqual([1100, 1200, 1300]);
});
