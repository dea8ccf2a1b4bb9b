import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { NetworkError } from '../../src/crawlers/http/errors.ts';
import { Host, type Outcome } from '../../src/crawlers/http/host.ts';
import { HostMemory } from '../../src/crawlers/http/host-states.ts';
import { VirtualClock } from '../unit/crawlers/virtual-clock.ts';

const replies = fc.array(
  fc.record({
    kind: fc.constantFrom('answer', 'answer', 'answer', 'refusal', 'throttle', 'failure'),
    takesMs: fc.oneof(fc.nat(20), fc.integer({ min: 200, max: 3000 })),
    /** A connection that has to be made first. */
    leavesAfterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(80) }),
  }),
  { minLength: 1, maxLength: 150 },
);

function outcomeOf(kind: string): Outcome {
  if (kind === 'failure') return { kind: 'retry', error: new NetworkError('http://h/', new Error('refused')) };
  return { kind: kind === 'throttle' || kind === 'refusal' ? kind : 'answer' };
}

/** Enough to bring the pace up to the ceiling. */
const CLIMB = Array.from({ length: 110 }, () => ({ kind: 'answer', takesMs: 5, leavesAfterMs: 0 }));

test('the ceiling holds in every sliding second, whatever the replies of the host to two crawls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 8, max: 60 }), replies, fc.nat(15), async (ceiling, script, lateMs) => {
      const clock = new VirtualClock(0, () => lateMs);
      const memory = new HostMemory({ hostStates: async () => [], saveHostState: async () => {} });
      const limits = { requestsPerSecond: ceiling, isLive: false };
      const host = await Host.open({ name: 'h', limits, clock, rng: createRng(1), memory });
      const starts: number[] = [];
      const asked = [...CLIMB, ...script].values();
      const crawl = async () => {
        for (const { kind, takesMs, leavesAfterMs } of asked) {
          const send = async (onSent: () => void) => {
            await clock.sleepUntil(clock.now() + leavesAfterMs);
            onSent();
            starts.push(clock.now());
            await clock.sleepUntil(clock.now() + takesMs);
            return outcomeOf(kind);
          };
          const outcome = await host.ask(send, new AbortController().signal).catch(() => undefined);
          expect(host.perSecond).toBeLessThanOrEqual(ceiling);
          if (outcome?.kind === 'retry') await host.pause(undefined, 0).catch(() => {});
        }
      };
      await Promise.all(Array.from({ length: 8 }, crawl));
      starts.sort((a, b) => a - b);
      starts.forEach((start, i) => {
        const replaced = starts[i - ceiling];
        if (replaced !== undefined) expect(start - replaced).toBeGreaterThanOrEqual(1000);
      });
    }),
  );
});
