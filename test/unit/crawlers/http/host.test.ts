import { describe, expect, test } from 'vitest';
import type { HostState } from '../../../../src/core/host-state.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { NetworkError } from '../../../../src/crawlers/http/errors.ts';
import { Host, type Outcome } from '../../../../src/crawlers/http/host.ts';
import { HostMemory } from '../../../../src/crawlers/http/host-states.ts';
import { VirtualClock } from '../virtual-clock.ts';

const { signal } = new AbortController();
const ANSWER: Outcome = { kind: 'answer' };
const FAILURE: Outcome = { kind: 'retry', error: new NetworkError('http://h/a', new Error('refused')) };
const DAY = 86_400_000;

class Kept {
  readonly states = new Map<string, HostState>();
  async hostStates() {
    return [...this.states.values()];
  }
  async saveHostState(state: HostState) {
    this.states.set(state.host, state);
  }
}

function openHost(clock: VirtualClock, { requestsPerSecond = 100, isLive = false, kept = new Kept() } = {}) {
  const limits = { requestsPerSecond, isLive };
  return Host.open({ name: 'h', limits, clock, rng: createRng(1), memory: new HostMemory(kept) });
}
const answers = async () => ANSWER;
const fails = async () => FAILURE;
/** A reply that takes some time. */
const after =
  (clock: VirtualClock, ms: number, outcome = ANSWER) =>
  async () => {
    await clock.sleepUntil(clock.now() + ms);
    return outcome;
  };
async function failures(host: Host, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await host.ask(fails, signal);
    await host.pause(undefined, 0).catch(() => {});
  }
}

test('all who ask share one pace: it starts at half the ceiling and climbs with their replies', async () => {
  const clock = new VirtualClock();
  const host = await openHost(clock);
  expect(host.perSecond).toBe(50);
  await Promise.all([1, 2].map(() => Promise.all(Array.from({ length: 100 }, () => host.ask(answers, signal)))));
  expect(host.perSecond).toBe(100);
  expect(clock.now()).toBeLessThan(4000);
});

test('two crawls whose timers come late use 95 % of the ceiling once the pace is there, and never more than all of it', async () => {
  let turn = 0;
  const clock = new VirtualClock(0, () => (turn++ % 4) + 0.5);
  const host = await openHost(clock, { requestsPerSecond: 50 });
  const starts: number[] = [];
  const crawl = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await host.ask(() => {
        starts.push(clock.now());
        return after(clock, 30)();
      }, signal);
    }
  };
  await Promise.all([crawl(60), crawl(60)]);
  expect(host.perSecond).toBe(50);
  const climbed = starts.length;
  await Promise.all([crawl(200), crawl(200)]);
  const seconds = (starts.at(-1)! - starts[climbed]!) / 1000;
  expect((starts.length - climbed - 1) / seconds).toBeGreaterThanOrEqual(0.95 * 50);
  starts.slice(50).forEach((start, i) => {
    expect(start - starts[i]!).toBeGreaterThanOrEqual(1000);
  });
});

test('a live host has one request in flight, a loopback host eight', async () => {
  for (const [isLive, most] of [
    [true, 1],
    [false, 8],
  ] as const) {
    const clock = new VirtualClock();
    const host = await openHost(clock, { isLive });
    let inFlight = 0;
    let seen = 0;
    const slow = after(clock, 10_000);
    const watched = async () => {
      seen = Math.max(seen, ++inFlight);
      const outcome = await slow();
      inFlight--;
      return outcome;
    };
    await Promise.all(Array.from({ length: 20 }, () => host.ask(watched, signal)));
    expect(seen).toBe(most);
  }
});

test('a busy reply slows everybody down', async () => {
  const clock = new VirtualClock(1);
  const host = await openHost(clock);
  await host.ask(async () => ({ kind: 'throttle' }), signal);
  expect(host.perSecond).toBe(25);
});

describe('pauses', () => {
  test('of 15 minutes are waited out by all, and kept for the next process', async () => {
    const clock = new VirtualClock();
    const kept = new Kept();
    const host = await openHost(clock, { kept });
    await host.pause(14 * 60_000, 0);
    await Promise.all([1, 2, 3].map(() => host.ask(answers, signal)));
    expect(clock.now()).toBeGreaterThanOrEqual(14 * 60_000);
    expect(kept.states.get('h')!.pausedUntil).toBeGreaterThanOrEqual(14 * 60_000);

    const next = await openHost(new VirtualClock(60_000), { kept });
    expect(next.pausedUntil).toBe(kept.states.get('h')!.pausedUntil);
  });

  test('of a day park the host: whoever waits for a turn is told, in this process and the next', async () => {
    const clock = new VirtualClock();
    const kept = new Kept();
    const host = await openHost(clock, { kept, requestsPerSecond: 0.001 });
    await host.ask(answers, signal);
    const waiting = host.ask(answers, signal);
    waiting.catch(() => {});
    await expect(host.pause(DAY, 0)).rejects.toMatchObject({ code: 'CRAWL_HOST_PARKED', remedy: 'wait' });
    await expect(waiting).rejects.toMatchObject({ code: 'CRAWL_HOST_PARKED' });
    await expect(host.ask(answers, signal)).rejects.toThrow('a pause of 86400 s');
    const next = await openHost(new VirtualClock(), { kept });
    await expect(next.ask(answers, signal)).rejects.toMatchObject({ code: 'CRAWL_HOST_PARKED' });
  });

  test('of more seconds than there are park it too', async () => {
    const host = await openHost(new VirtualClock());
    await expect(host.pause(Number('9'.repeat(40)), 0)).rejects.toMatchObject({ code: 'CRAWL_HOST_PARKED' });
  });

  test('without a named length grow with the failures, and the same seed waits the same', async () => {
    const lengths = async () => {
      const waits: number[] = [];
      for (let failed = 0; failed < 6; failed++) {
        const host = await openHost(new VirtualClock());
        await host.pause(undefined, failed);
        waits.push(host.pausedUntil);
      }
      return waits;
    };
    const waits = await lengths();
    expect(waits.toSorted((a, b) => a - b)).toEqual(waits);
    expect(waits.at(-1)).toBeGreaterThan(10 * waits[0]!);
    expect(await lengths()).toEqual(waits);
  });
});

describe('the circuit breaker', () => {
  test('opens after ten failures in a row: an error that names the time, and no request', async () => {
    const clock = new VirtualClock();
    const host = await openHost(clock);
    await failures(host, 10);
    let asked = 0;
    const request = host.ask(async () => {
      asked++;
      return ANSWER;
    }, signal);
    await expect(request).rejects.toMatchObject({ code: 'CRAWL_CIRCUIT_OPEN', remedy: 'wait' });
    expect(asked).toBe(0);
  });

  test('lets one probe go after its time; its answer lets all go again', async () => {
    const clock = new VirtualClock();
    const host = await openHost(clock);
    await failures(host, 10);
    await clock.sleepUntil(clock.now() + 31_000);
    const probe = host.ask(after(clock, 500), signal);
    await clock.sleepUntil(clock.now() + 100);
    await expect(host.ask(answers, signal)).rejects.toMatchObject({ code: 'CRAWL_CIRCUIT_OPEN' });
    await probe;
    expect(await host.ask(answers, signal)).toBe(ANSWER);
  });

  test('stays open for the next process, which sends no request before its time and then one', async () => {
    const kept = new Kept();
    const clock = new VirtualClock();
    await failures(await openHost(clock, { kept }), 10);
    const until = kept.states.get('h')!.breakerOpenUntil!;
    expect(until).toBeGreaterThan(clock.now());

    const next = await openHost(new VirtualClock(until - 1), { kept });
    await expect(next.ask(answers, signal)).rejects.toMatchObject({ code: 'CRAWL_CIRCUIT_OPEN', until });

    const later = new VirtualClock(until + 1);
    const probing = await openHost(later, { kept });
    await probing.ask(fails, signal);
    expect(kept.states.get('h')).toMatchObject({ breakerOpenings: 2, breakerOpenUntil: later.now() + 60_000 });

    await later.sleepUntil(later.now() + 60_000);
    const mending = await openHost(later, { kept });
    await mending.ask(answers, signal);
    expect(kept.states.get('h')).toMatchObject({ breakerOpenings: 0, breakerOpenUntil: null });
  });

  test('a probe that is aborted leaves the way to another', async () => {
    const clock = new VirtualClock();
    const host = await openHost(clock);
    await failures(host, 10);
    await clock.sleepUntil(clock.now() + 31_000);
    await expect(host.ask(() => Promise.reject(new Error('enough')), signal)).rejects.toThrow('enough');
    expect(await host.ask(answers, signal)).toBe(ANSWER);
  });
});

test('an aborted crawl leaves the turns of another alone', async () => {
  const clock = new VirtualClock();
  const host = await openHost(clock, { requestsPerSecond: 1 });
  const abort = new AbortController();
  const mine = Array.from({ length: 3 }, () => host.ask(answers, abort.signal));
  const theirs = host.ask(answers, signal);
  abort.abort(new Error('enough'));
  await Promise.all(mine.map((request) => expect(request).rejects.toThrow('enough')));
  expect(await theirs).toBe(ANSWER);
});
