import { decodeImages } from '../data/decode.ts';
import type { ImageFolder, ListedImage } from '../data/image-folder.ts';
import { fitNormaliser, type Normaliser, normalise } from '../data/normaliser.ts';
import type { TrainPorts } from './train-ports.ts';

/** Images with what is known of each. */
export interface ImageSplit {
  /** Normalised, [n, 3·size·size]. */
  readonly images: Float32Array<ArrayBuffer>;
  /** In the order of the images. */
  readonly listed: readonly ListedImage[];
}

/** A folder of images, decoded. */
export interface TrainingData {
  readonly folder: Pick<ImageFolder, 'path' | 'classNames'>;
  readonly train: ImageSplit;
  /** Null where nothing is held out. */
  readonly heldOut: ImageSplit | null;
  /** Of the training images; all images are normalised by it. */
  readonly normaliser: Normaliser;
}

const TASK = 'images';

/** @throws InputError naming an image that cannot be decoded @throws the signal's reason if aborted */
export async function loadTrainingData(
  folder: ImageFolder,
  size: number,
  { progress, signal }: Pick<TrainPorts, 'progress' | 'signal'>,
): Promise<TrainingData> {
  const area = size * size;
  const decode = (listed: readonly ListedImage[]) =>
    decodeImages(
      folder.path,
      listed.map(({ file }) => file),
      size,
      { signal, onDecoded: (count) => progress.advance(TASK, count) },
    );
  progress.start(TASK, folder.train.length + folder.heldOut.length);
  const trainImages = await decode(folder.train);
  const normaliser = fitNormaliser(trainImages, area);
  const split = (listed: readonly ListedImage[], images: Float32Array<ArrayBuffer>): ImageSplit => ({
    images: normalise(images, area, normaliser),
    listed,
  });
  const train = split(folder.train, trainImages);
  const heldOut = folder.heldOut.length === 0 ? null : split(folder.heldOut, await decode(folder.heldOut));
  progress.end(TASK);
  return { folder, train, heldOut, normaliser };
}
