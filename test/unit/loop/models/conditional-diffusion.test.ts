import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { conditionalDiffusionTrainable } from '../../../../src/loop/models/conditional-diffusion.ts';
import { CAPTIONED_SIGNS, SIGNS_CONFIG } from '../../../support/captioned-signs.ts';

const CONFIG = { ...SIGNS_CONFIG, text: { vocabulary: 9, length: 3, width: 4 } };
const DATA = { images: CAPTIONED_SIGNS.images, captions: Int32Array.of(1, 5, 2, 1, 6, 2, 1, 7, 2, 1, 8, 2) };

function drawnCaptions(droppedShare: number) {
  const { indices, captions } = conditionalDiffusionTrainable(CONFIG, DATA, { batch: 1000, droppedShare }).draw(
    createRng(3),
  );
  return Array.from(indices!, (index, place) => ({
    index,
    caption: [...captions!.subarray(3 * place, 3 * place + 3)],
  }));
}

test('every image is drawn with its own caption, or with the null caption in the stated share', () => {
  const drawn = drawnCaptions(0.2);
  const dropped = drawn.filter(({ caption }) => caption[0] === 0);
  // Of 1,000 draws the share has a standard deviation of 0.013.
  expect(Math.abs(dropped.length / 1000 - 0.2)).toBeLessThan(0.05);
  for (const { index, caption } of drawn) {
    expect(caption).toEqual(caption[0] === 0 ? [0, 0, 0] : [1, 5 + index, 2]);
  }
});

test('of no captions or of all none is left', () => {
  expect(drawnCaptions(0).every(({ caption }) => caption[0] === 1)).toBe(true);
  expect(drawnCaptions(1).every(({ caption }) => caption.every((id) => id === 0))).toBe(true);
});

test('what is drawn besides does not depend on how many captions are dropped', () => {
  const drawn = (droppedShare: number) =>
    conditionalDiffusionTrainable(CONFIG, DATA, { batch: 4, droppedShare }).draw(createRng(3));
  expect(drawn(0.9).noise).toEqual(drawn(0).noise);
  expect(drawn(0.9).indices).toEqual(drawn(0).indices);
});

test('captions that do not fit the images and shares outside [0, 1] are refused', () => {
  const short = { images: DATA.images, captions: new Int32Array(11) };
  expect(() => conditionalDiffusionTrainable(CONFIG, short, { batch: 2 })).toThrow(
    'expected 4 captions of 3 ids, got 11 ids',
  );
  expect(() => conditionalDiffusionTrainable(CONFIG, DATA, { batch: 2, droppedShare: 1.1 })).toThrow(
    'droppedShare must be in [0, 1], got 1.1',
  );
});
