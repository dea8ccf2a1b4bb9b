import type { CaptionedImages } from '../../src/loop/models/caption-batch.ts';
import type { ConditionalUNetConfig } from '../../src/loop/models/conditional-unet.ts';

export const SIGN_PIXELS = 64;

/** A class is a caption of one token. */
export const SIGNS_CONFIG: ConditionalUNetConfig = {
  size: 8,
  channels: 1,
  widths: [8, 12],
  depth: 1,
  embedding: 16,
  groups: 2,
  heads: 2,
  attentionSize: 4,
  conditionWidth: 16,
  text: { vocabulary: 5, length: 1, width: 8 },
};

const SIGNS: readonly ((row: number, column: number) => boolean)[] = [
  (row) => row % 4 < 2,
  (_, column) => column % 4 < 2,
  (row, column) => Math.hypot(row - 3.5, column - 3.5) < 3,
  (row, column) => (row + column) % 4 < 2,
];

/** Four images of −1 and 1, each of a class of its own: lines down and across, a disc, slanting lines. */
export const CAPTIONED_SIGNS: CaptionedImages = {
  images: Float32Array.from({ length: SIGNS.length * SIGN_PIXELS }, (_, i) => {
    const pixel = i % SIGN_PIXELS;
    return SIGNS[Math.floor(i / SIGN_PIXELS)]!(Math.floor(pixel / 8), pixel % 8) ? 1 : -1;
  }),
  captions: Int32Array.of(1, 2, 3, 4),
};
