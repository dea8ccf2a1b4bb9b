import { expect, test } from 'vitest';
import { frameShortfalls, samplesTable } from '../../../src/reports/samples.ts';

const WHOLE = {
  site: 'artstation',
  frameSize: 400,
  sampleSize: 250,
  threshold: 2000,
  seed: 1,
  manifestHash: 'abc',
  frameShortfall: null,
};
const CUT = { ...WHOLE, site: 'danbooru', frameShortfall: 'the list of artist tags ends after 1000, at 100 posts' };

test('a frame that is cut short is told with its reason, a whole one is not', () => {
  const { text } = frameShortfalls([WHOLE, CUT]);
  expect(text).toContain(
    'Danbooru: the sampling frame is cut short: the list of artist tags ends after 1000, at 100 posts.',
  );
  expect(text).not.toContain('ArtStation');
  expect(frameShortfalls([WHOLE]).text).toBe('');
});

test('the table of samples has a row for each, with the shortfall of its frame', () => {
  const { columns, rows } = samplesTable([WHOLE, CUT]);
  expect(columns.at(-1)).toBe('frame_shortfall');
  expect(rows).toEqual([
    ['artstation', 400, 250, 2000, 1, null],
    ['danbooru', 400, 250, 2000, 1, CUT.frameShortfall],
  ]);
});
