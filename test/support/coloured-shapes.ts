import type { Rng } from '../../src/core/rng.ts';

/** Four kinds of images with a caption each. */
export const SHAPES = ['a red square', 'a blue square', 'a red cross', 'a blue cross'] as const;
export const SHAPE_SIZE = 8;

export interface ColouredShapes {
  /** [n, 3 · 8 · 8]. */
  readonly images: Float32Array<ArrayBuffer>;
  /** Of each image, its place in SHAPES. */
  readonly labels: Int32Array<ArrayBuffer>;
  readonly captions: readonly string[];
}

/** Noisy images of a shape three pixels wide, anywhere but at the edge; the kinds take turns. */
export function drawShapes(count: number, rng: Rng): ColouredShapes {
  const area = SHAPE_SIZE ** 2;
  const labels = Int32Array.from({ length: count }, (_, i) => i % SHAPES.length);
  const images = Float32Array.from({ length: count * 3 * area }, () => 0.2 * rng.normal());
  labels.forEach((label, i) => {
    const colour = label % 2 === 0 ? 0 : 2;
    const [top, left] = [rng.integer(SHAPE_SIZE - 2), rng.integer(SHAPE_SIZE - 2)];
    for (let pixel = 0; pixel < 9; pixel++) {
      const [row, column] = [Math.floor(pixel / 3), pixel % 3];
      const isInside = label < 2 || row === 1 || column === 1;
      if (isInside) images[(i * 3 + colour) * area + (top + row) * SHAPE_SIZE + left + column]! += 1.5;
    }
  });
  return { images, labels, captions: Array.from(labels, (label) => SHAPES[label]!) };
}
