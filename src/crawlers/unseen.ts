import type { Upload } from '../core/records.ts';

/** The uploads whose ids are not in `seen`, which takes them up. */
export function unseen(uploads: readonly Upload[], seen: Set<string>): readonly Upload[] {
  return uploads.filter(({ uploadId }) => {
    const isNew = !seen.has(uploadId);
    seen.add(uploadId);
    return isNew;
  });
}
