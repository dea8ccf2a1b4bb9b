import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAULT_NAMES, type FaultName } from '../../../src/sandbox/faults/names.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { isHonest, isMended, runFault, startFaultySites } from './fault-matrix.ts';

/** By day, faults that last are tried on the middle page alone. */
const IS_NIGHT = Boolean(process.env.TIDEMARK_NIGHTLY);
/** The crawlers never ask for a count, so that nothing can be wrong with it. */
const NEVER_ASKED = ['null-count'];

/** What a reply asks for, in seconds; CloudFront's block is known to need five minutes. */
const LEAST_WAITS_S: Readonly<Partial<Record<FaultName, number>>> = {
  'throttled-digits': 60,
  'throttled-imf-date': 60,
  'throttled-rfc850-date': 60,
  'throttled-asctime-date': 60,
  'cloudfront-403': 300,
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startFaultySites();
});
afterAll(() => sandbox.close());

test.each(FAULT_NAMES)(
  'with %s on the first, a middle or the last page nothing is lost without a word, and a rerun completes it',
  async (fault) => {
    const outcomes = await runFault(sandbox, fault, ({ page, count }) => IS_NIGHT || count === 1 || page === 'middle');
    expect(outcomes.length).toBeGreaterThan(0);
    expect(outcomes.filter(({ hasStruck }) => hasStruck === NEVER_ASKED.includes(fault))).toEqual([]);
    // A pause that has really begun to pass is skipped for the rest only.
    const leastMs = 900 * (LEAST_WAITS_S[fault] ?? 0);
    expect(outcomes.filter(({ waitedMs }) => waitedMs < leastMs)).toEqual([]);
    expect(outcomes.filter((outcome) => !isHonest(outcome))).toEqual([]);
    expect(outcomes.filter((outcome) => !isMended(outcome))).toEqual([]);
  },
);

test('the reference page shows every fault', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../../docs/reference/faults.md'), 'utf8');
  for (const fault of FAULT_NAMES) expect(page).toContain(`## ${fault}\n`);
});
