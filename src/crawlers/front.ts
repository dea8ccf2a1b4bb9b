import type { Validator } from '../core/validator.ts';
import type { Version } from './http/validators.ts';
import type { UploadPage } from './site.ts';

/** What a crawler yields where its first page is the known version. */
export function unchangedPage(front: Validator): UploadPage {
  return { uploads: [], cursor: undefined, hidden: 0, front, isUnchanged: true };
}

/** What the first page says of its version. */
export function frontOf({ validator }: Version): Pick<UploadPage, 'front'> {
  return validator === undefined ? {} : { front: validator };
}
