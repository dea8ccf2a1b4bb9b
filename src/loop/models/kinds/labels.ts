import { join } from 'node:path';
import { InputError } from '../../../core/errors.ts';
import type { ImageFolder } from '../../data/image-folder.ts';
import type { ImageSplit } from '../training-data.ts';

type Listed = Pick<ImageSplit, 'listed'>;

/** Where images lie, for messages. */
interface Origin {
  readonly folder: Pick<ImageFolder, 'path'>;
}

/** The class of each image. @throws InputError naming an image without one */
export function classesOf({ listed }: Listed, { folder }: Origin): Int32Array<ArrayBuffer> {
  return Int32Array.from(listed, ({ file, classIndex }) => {
    if (classIndex !== null) return classIndex;
    throw new InputError(join(folder.path, file), 'has no class; expected images in one folder a class');
  });
}

/** The caption of each image. @throws InputError saying how many have none, and naming one */
export function captionsOf({ listed }: Listed, { folder }: Origin): string[] {
  return listed.map(({ file, caption }) => {
    if (caption !== null) return caption;
    const lacking = listed.filter((image) => image.caption === null).length;
    throw new InputError(
      folder.path,
      `has no caption for ${lacking} of ${listed.length} images, such as ${file}; ` +
        'expected a metadata.csv with the columns file_name and text',
    );
  });
}
