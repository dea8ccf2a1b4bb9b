import sharp from 'sharp';

/** Pixels between images, and around them. */
const GAP = 2;

export interface GridOptions {
  /** Pixels a side of an image. */
  readonly size: number;
  /** Images a row, >= 1; the last row may have fewer. */
  readonly columns: number;
  /** Pixels of the grid a side of each pixel, a whole number >= 1. @default 1 */
  readonly scale?: number;
}

/**
 * Images side by side, in rows from the top, on white.
 *
 * @param images [n, 3·size·size] in [0, 1], in planes; n >= 1
 * @returns a PNG, for the same images of the same bytes
 * @throws RangeError if images are not whole, or there are none
 */
export async function imageGrid(images: Float32Array, { size, columns, scale = 1 }: GridOptions): Promise<Uint8Array> {
  const area = size * size;
  const count = images.length / (3 * area);
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new RangeError(`expected images of 3 × ${area} values, got ${images.length} values`);
  }
  const side = size * scale;
  const cell = side + GAP;
  const width = GAP + Math.min(columns, count) * cell;
  const height = GAP + Math.ceil(count / columns) * cell;
  const pixels = new Uint8Array(3 * width * height).fill(255);
  for (let i = 0; i < count; i++) {
    const left = GAP + (i % columns) * cell;
    const top = GAP + Math.floor(i / columns) * cell;
    for (let place = 0; place < side * side; place++) {
      const [x, y] = [place % side, Math.floor(place / side)];
      const at = 3 * ((top + y) * width + left + x);
      const pixel = Math.floor(y / scale) * size + Math.floor(x / scale);
      for (let colour = 0; colour < 3; colour++) {
        const value = images[(3 * i + colour) * area + pixel]!;
        pixels[at + colour] = Math.round(255 * Math.min(1, Math.max(0, value)));
      }
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
