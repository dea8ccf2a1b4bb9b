import { expect, test } from 'vitest';
import { panelChecks } from '../../../support/golden-panel.ts';

test.each(panelChecks)('$method meets $reference on $block', ({ error, tolerance }) => {
  expect(error()).toBeLessThanOrEqual(tolerance);
});
