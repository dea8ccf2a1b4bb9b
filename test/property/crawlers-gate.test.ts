import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Gate } from '../../src/crawlers/http/gate.ts';
import { VirtualClock } from '../unit/crawlers/virtual-clock.ts';

const asks = fc.array(fc.record({ after: fc.nat(400), isAborted: fc.boolean() }), { minLength: 1, maxLength: 60 });

test('no sliding second holds more starts than the ceiling, whatever the schedule and however late timers are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      asks,
      fc.array(fc.nat(30), { minLength: 1 }),
      async (rate, schedule, late) => {
        let turn = 0;
        const clock = new VirtualClock(0, () => late[turn++ % late.length]!);
        const gate = new Gate(rate, clock);
        const starts: number[] = [];
        let at = 0;
        await Promise.all(
          schedule.map(async ({ after, isAborted }) => {
            at += after;
            await clock.sleepUntil(at);
            const abort = new AbortController();
            const wait = gate.wait(abort.signal).then(
              () => starts.push(clock.now()),
              () => {},
            );
            if (isAborted) abort.abort();
            await wait;
          }),
        );
        starts.sort((a, b) => a - b);
        expect(starts.length).toBe(schedule.filter(({ isAborted }) => !isAborted).length);
        starts.forEach((start, i) => {
          const replaced = starts[i - rate];
          if (replaced !== undefined) expect(start - replaced).toBeGreaterThanOrEqual(1000);
        });
      },
    ),
  );
});
