import type { Fault } from './fault.ts';
import { changedPage, rowsOf } from './listing-body.ts';

export const stuckPage: Fault = {
  summary: 'a next_offset that does not advance on DeviantArt, the rows of the page before on the other sites',
  answer: (scene) => {
    const { site, listing, previous } = scene;
    return changedPage(
      scene,
      (rows) => (site === 'deviantart' || previous === undefined ? rows : rowsOf(site, previous)),
      () => (site === 'deviantart' ? { has_more: true, next_offset: listing.before } : {}),
    );
  },
};
