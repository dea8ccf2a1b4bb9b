import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Bytes that an ordinary user may still write on the disk of a folder, or of where it would be made. */
export async function freeBytes(folder: string): Promise<number> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    try {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
