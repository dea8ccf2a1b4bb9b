/** Most rows the site has been seen to give; how many come is read from the reply. */
export const PER_PAGE = 50;

/** https://www.artstation.com/users/mira-okonkwo/projects.json?page=1&per_page=50 */
export function listingUrl(baseUrl: string, name: string, page: number): string {
  return `${baseUrl}/users/${encodeURIComponent(name)}/projects.json?page=${page}&per_page=${PER_PAGE}`;
}

/** https://www.artstation.com/users/mira-okonkwo.json */
export function profileUrl(baseUrl: string, name: string): string {
  return `${baseUrl}/users/${encodeURIComponent(name)}.json`;
}

/** https://www.artstation.com/api/v2/search/users.json?query=&page=1&per_page=50&sorting=followers */
export function searchUrl(baseUrl: string, page: number): string {
  return `${baseUrl}/api/v2/search/users.json?query=&page=${page}&per_page=${PER_PAGE}&sorting=followers`;
}

/** https://www.artstation.com/projects/aB3xYz.json */
export function detailUrl(baseUrl: string, hashId: string): string {
  return `${baseUrl}/projects/${encodeURIComponent(hashId)}.json`;
}

/** The key of the detail page, from https://www.artstation.com/artwork/aB3xYz */
export function hashIdFromUrl(url: string): string | undefined {
  return /\/artwork\/([^/?#]+)$/.exec(url)?.[1];
}
