import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import { InputError } from '../../core/errors.ts';
import { readCaptions } from './captions.ts';

/** One image of a folder. */
export interface ListedImage {
  /** Its path below the folder, with slashes. */
  readonly file: string;
  /** Place in `classNames`; null where images lie in no sub-folders. */
  readonly classIndex: number | null;
  readonly caption: string | null;
}

/** A folder of images, listed and hashed; nothing is decoded yet. */
export interface ImageFolder {
  readonly path: string;
  /** In the order of their paths. */
  readonly train: readonly ListedImage[];
  /** Empty where the folder has no split. */
  readonly heldOut: readonly ListedImage[];
  /** Names of the sub-folders that training images lie in, sorted; empty where they lie in none. */
  readonly classNames: readonly string[];
  /** SHA-256 over path, class, caption and content of every image. */
  readonly hash: string;
  /** What the folder's SOURCE.txt, or else its README, says of where the images are from. */
  readonly source: string | null;
}

const TRAIN = 'train';
const HELD_OUT = 'test';
const ENDINGS: readonly string[] = ['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.avif'];
const SOURCES = ['SOURCE.txt', 'README.txt', 'README.md'] as const;

/**
 * Lists a folder of images as the ImageFolder of Hugging Face's datasets has it: `train/` and `test/` below it, or no split;
 * in there images in one folder a class, or with captions in a metadata file, or both. Hidden files are passed over.
 *
 * @throws InputError if there are no images, some have no class where others do, a caption has no image, or there are images
 *   to hold out and none in `train/`
 * @throws the signal's reason if aborted
 */
export async function readImageFolder(path: string, signal?: AbortSignal): Promise<ImageFolder> {
  const names = await namesIn(path);
  const [isSplit, hasHeldOut] = [names.includes(TRAIN), names.includes(HELD_OUT)];
  if (hasHeldOut && !isSplit) {
    throw new InputError(path, `has a folder ${HELD_OUT}; expected a folder ${TRAIN} beside it`);
  }
  const trainFound = await readSplit(path, isSplit ? TRAIN : '');
  const heldOutFound = hasHeldOut ? await readSplit(path, HELD_OUT) : [];
  const classNames = classesOf(trainFound);
  const listed = ({ file, caption, className }: Found): ListedImage => {
    const place = classNames.indexOf(className);
    if (classNames.length > 0 && place < 0) {
      throw new InputError(join(path, file), `expected a class of the training images, got ${className || 'none'}`);
    }
    return { file, caption, classIndex: place < 0 ? null : place };
  };
  const train = trainFound.map(listed);
  const heldOut = heldOutFound.map(listed);
  const hash = await hashOf(path, [...train, ...heldOut], signal);
  const sourceFile = SOURCES.find((name) => names.includes(name));
  const source = sourceFile === undefined ? null : (await readListed(join(path, sourceFile))).toString('utf8').trim();
  return { path, train, heldOut, classNames, hash, source };
}

interface Found {
  readonly file: string;
  readonly caption: string | null;
  /** Empty for an image that lies in no sub-folder. */
  readonly className: string;
}

async function readSplit(path: string, split: string): Promise<Found[]> {
  const folder = join(path, split);
  const names = await imagesBelow(folder);
  if (names.length === 0) throw new InputError(folder, `has no images; expected files ending in ${ENDINGS.join(', ')}`);
  const captions = await readCaptions(folder);
  const there = new Set(names);
  for (const name of captions?.keys() ?? []) {
    if (!there.has(name)) throw new InputError(folder, `the captions name ${name}, which is not there`);
  }
  return names.map((name) => {
    const caption = captions?.get(name) ?? null;
    const above = dirname(name);
    return { file: split === '' ? name : `${split}/${name}`, caption, className: above === '.' ? '' : basename(above) };
  });
}

async function imagesBelow(folder: string): Promise<string[]> {
  return (await namesIn(folder, { recursive: true }))
    .map((name) => name.split(sep))
    .filter((parts) => ENDINGS.includes(extname(parts.at(-1)!).toLowerCase()))
    .filter((parts) => !parts.some((part) => part.startsWith('.')))
    .map((parts) => parts.join('/'))
    .sort();
}

async function namesIn(folder: string, options: { readonly recursive?: boolean } = {}): Promise<string[]> {
  return readdir(folder, options).catch((cause) => {
    throw new InputError(folder, 'cannot be read; expected a folder of images', { cause });
  });
}

/** A name that its folder lists may be a folder's, or a link to nowhere. */
async function readListed(file: string): Promise<Buffer> {
  return readFile(file).catch((cause) => {
    throw new InputError(file, 'cannot be read; expected a file', { cause });
  });
}

/** Classes are meant where every image lies in a sub-folder. */
function classesOf(images: readonly Found[]): string[] {
  if (images.some(({ className }) => className === '')) return [];
  return [...new Set(images.map(({ className }) => className))].sort();
}

async function hashOf(path: string, images: readonly ListedImage[], signal?: AbortSignal): Promise<string> {
  const all = createHash('sha256');
  for (const { file, classIndex, caption } of images) {
    signal?.throwIfAborted();
    const content = createHash('sha256').update(await readListed(join(path, file)));
    all.update(`${JSON.stringify([file, classIndex, caption, content.digest('hex')])}\n`);
  }
  return all.digest('hex');
}
