import { expect, test } from 'vitest';
import type { LoopMetric } from '../../../src/core/loop-tables.ts';
import { claimVerdicts } from '../../../src/reports/loop-claims.ts';

/** One arm whose distance from the truth goes through the given values. */
function arm(name: string, values: readonly number[], standardError = 0.01, metric = 'w2_squared'): LoopMetric[] {
  return values.map((measured, generation) => {
    return { arm: name, generation, metric, measured, standardError, predicted: null };
  });
}

const verdictOn = (start: string, metrics: readonly LoopMetric[]) =>
  claimVerdicts(metrics).find(({ claim }) => claim.startsWith(start));

test('quality falls each generation only if every step rises beyond its interval', () => {
  expect(verdictOn('quality falls', arm('growth', [0, 0.1, 0.2]))?.verdict).toBe('reproduced');
  const stalled = verdictOn('quality falls', arm('growth', [0, 0.1, 0.11]));
  // 0.01 ± 1.96 · √2 · 0.01
  expect(stalled).toMatchObject({ verdict: 'not reproduced', because: expect.stringContaining('[-0.0177, 0.0377]') });
});

test('more is worse if last generations lie in the order of their alphas, whatever the order of the arms', () => {
  const arms = [...arm('alpha-2', [0, 3]), ...arm('alpha-0.5', [0, 1]), ...arm('alpha-1', [0, 2])];
  expect(verdictOn('the more', arms)?.verdict).toBe('reproduced');
  expect(verdictOn('the more', [...arms, ...arm('alpha-4', [0, 2.5])])?.verdict).toBe('not reproduced');
  expect(verdictOn('the more', arm('growth', [0, 1]))?.verdict).toBe('not testable here');
});

test('measured shares are set against real data alone at the last generation', () => {
  const harm = [...arm('path-50', [0, 0.2]), ...arm('real-only', [0, 0])];
  expect(verdictOn('at the measured', harm)?.verdict).toBe('reproduced');
  const none = [...arm('path-50', [0, 0.02], 0.01, 'hellinger'), ...arm('real-only', [0, 0], 0.01, 'hellinger')];
  expect(verdictOn('at the measured', none)).toMatchObject({
    verdict: 'not reproduced',
    because: expect.stringContaining('hellinger'),
  });
});

test('claims about images are not testable by a model with closed forms, and say what it takes', () => {
  const verdicts = claimVerdicts([]);
  expect(verdicts.every(({ verdict }) => verdict === 'not testable here')).toBe(true);
  expect(verdicts.filter(({ because }) => because.includes('trained image model'))).toHaveLength(7);
});
