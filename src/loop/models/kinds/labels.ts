import { join } from 'node:path';
import { InputError } from '../../../core/errors.ts';
import type { ImageSplit, TrainingData } from '../training-data.ts';

/** The class of each image. @throws InputError naming an image without one */
export function classesOf({ listed }: ImageSplit, { folder }: Pick<TrainingData, 'folder'>): Int32Array<ArrayBuffer> {
  return Int32Array.from(listed, ({ file, classIndex }) => {
    if (classIndex !== null) return classIndex;
    throw new InputError(join(folder.path, file), 'has no class; expected images in one folder a class');
  });
}

/** The caption of each image. @throws InputError naming an image without one */
export function captionsOf({ listed }: ImageSplit, { folder }: Pick<TrainingData, 'folder'>): string[] {
  return listed.map(({ file, caption }) => {
    if (caption !== null) return caption;
    const problem = 'has no caption; expected a metadata.csv with the columns file_name and text';
    throw new InputError(join(folder.path, file), problem);
  });
}
