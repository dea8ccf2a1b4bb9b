import type { Fault } from './fault.ts';
import { changedPage } from './listing-body.ts';

export const endsEarly: Fault = {
  summary:
    'a page that says it is the last: has_more=false on DeviantArt, a total_count of the rows so far on ArtStation, ' +
    'half a page on Danbooru',
  answer: (scene) => {
    const { site, listing } = scene;
    return changedPage(
      scene,
      (rows) => (site === 'danbooru' ? rows.slice(0, Math.ceil(rows.length / 2)) : rows),
      ({ total_count }, rows) => {
        if (site === 'deviantart') return { has_more: false, next_offset: null };
        return { total_count: Math.min(Number(total_count), listing.before + rows.length) };
      },
    );
  },
};
