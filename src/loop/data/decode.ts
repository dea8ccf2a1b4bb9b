import { join } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../../core/errors.ts';

/** Images decoded at a time; more would only wait for the same cores. */
const AT_ONCE = 16;

export interface DecodeOptions {
  readonly signal?: AbortSignal;
  /** Told of every so many images. */
  readonly onDecoded?: (count: number) => void;
}

/**
 * Decodes images to squares: turned upright as their camera says, cut to the shorter side around the centre, resized with
 * antialias. Grey and CMYK become RGB, the first frame stands for an animation, and white shows through transparency.
 *
 * @param files below the folder
 * @param size pixels a side, >= 1
 * @returns [n, 3·size·size] in [0, 1]: an image a row, red, green, blue one after the other, each row by row
 * @throws InputError naming the file that cannot be decoded
 * @throws the signal's reason if aborted
 */
export async function decodeImages(
  folder: string,
  files: readonly string[],
  size: number,
  { signal, onDecoded }: DecodeOptions = {},
): Promise<Float32Array<ArrayBuffer>> {
  const length = 3 * size * size;
  const images = new Float32Array(files.length * length);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    signal?.throwIfAborted();
    const some = files.slice(start, start + AT_ONCE);
    const decoded = await Promise.all(some.map((file) => decodeImage(join(folder, file), size)));
    decoded.forEach((image, place) => {
      images.set(image, (start + place) * length);
    });
    onDecoded?.(some.length);
  }
  return images;
}

async function decodeImage(file: string, size: number): Promise<Float32Array> {
  try {
    const image = sharp(file, { failOn: 'error', autoOrient: true });
    const { autoOrient } = await image.metadata();
    const side = Math.min(autoOrient.width, autoOrient.height);
    const pixels = await image
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .extract({
        left: Math.floor((autoOrient.width - side) / 2),
        top: Math.floor((autoOrient.height - side) / 2),
        width: side,
        height: side,
      })
      .resize(size, size, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .raw({ depth: 'uchar' })
      .toBuffer();
    return planes(pixels, size * size);
  } catch (cause) {
    throw new InputError(file, `cannot be decoded as an image: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
}

/** From red, green, blue of one pixel after the other to one plane after the other. */
function planes(pixels: Uint8Array, area: number): Float32Array {
  const image = new Float32Array(3 * area);
  for (let pixel = 0; pixel < area; pixel++) {
    for (let colour = 0; colour < 3; colour++) image[colour * area + pixel] = pixels[3 * pixel + colour]! / 255;
  }
  return image;
}
