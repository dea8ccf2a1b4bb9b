import { expect, test } from 'vitest';
import { RetryBudget } from '../../../../src/crawlers/http/retry-budget.ts';

function spend(budget: RetryBudget, most: number): number {
  let spent = 0;
  while (spent < most && budget.spend()) spent++;
  return spent;
}

test('a short run may retry twenty times', () => {
  expect(spend(new RetryBudget(), 100)).toBe(20);
});

test('then every tenth request earns one retry', () => {
  const budget = new RetryBudget();
  spend(budget, 20);
  for (let i = 0; i < 9; i++) budget.earn();
  expect(spend(budget, 1)).toBe(0);
  for (let i = 0; i < 21; i++) budget.earn();
  // 30 tenths; rounding may hold the third back until the next request.
  expect(spend(budget, 9)).toBeGreaterThanOrEqual(2);
});

test('a long quiet time saves up no more than the allowance', () => {
  const budget = new RetryBudget();
  for (let i = 0; i < 10_000; i++) budget.earn();
  expect(spend(budget, 100)).toBe(20);
});
