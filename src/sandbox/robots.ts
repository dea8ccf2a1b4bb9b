import type { SandboxSite } from './world/sites.ts';

/**
 * Danbooru speaks to search engines: all pages closed, page families opened again, every .json closed.
 * By the longest match /artists.json is open (8 octets against 7) and /posts.json is not (6 against 7).
 */
const DANBOORU = `User-agent: *
Disallow: /
Disallow: /*.json
Disallow: /*.atom
Disallow: /posts/random
Disallow: /posts?*size=
Disallow: /posts?*show_votes=
Allow: /$
Allow: /artists
Allow: /explore
Allow: /posts
Allow: /tags
Allow: /wiki_pages
Allow: /robots.txt
`;

const ARTSTATION = `User-agent: *
Disallow: /*/likes
Disallow: /*/following
Disallow: /*/followers
`;

const DEVIANTART = `User-agent: *
Disallow: /users/
Disallow: /submit/
Allow: /
`;

export const ROBOTS: Readonly<Record<SandboxSite, string>> = {
  artstation: ARTSTATION,
  deviantart: DEVIANTART,
  danbooru: DANBOORU,
};
