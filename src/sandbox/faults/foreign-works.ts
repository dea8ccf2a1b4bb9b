import type { Fault } from './fault.ts';
import { changedPage } from './listing-body.ts';

/** ArtStation's lists hold works shared with others, so that an owner proves nothing there. */
export const foreignWorks: Fault = {
  summary: "a page of other people's works",
  sites: ['deviantart', 'danbooru'],
  answer: (scene) =>
    changedPage(scene, (rows) =>
      rows.map((row) =>
        scene.site === 'danbooru'
          ? { ...row, tag_string_artist: 'somebody_else' }
          : { ...row, author: { userid: '00000000-0000-0000-0000-000000000000', username: 'somebody-else' } },
      ),
    ),
};
