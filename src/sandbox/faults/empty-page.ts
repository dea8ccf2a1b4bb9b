import type { Fault } from './fault.ts';
import { changedPage } from './listing-body.ts';

export const emptyPage: Fault = {
  summary: 'a page without rows; on DeviantArt with has_more=true',
  answer: (scene) =>
    changedPage(
      scene,
      () => [],
      ({ next_offset }) =>
        scene.site === 'deviantart'
          ? { has_more: true, next_offset: next_offset ?? scene.listing.before + scene.listing.limit }
          : {},
    ),
};
