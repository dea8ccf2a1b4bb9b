/** Most works on a page; more are cut silently. */
export const WORKS_PER_PAGE = 24;
const FOLDERS_PER_PAGE = 50;
const BROWSED_PER_PAGE = 50;
/** Most names in one look-up. */
export const NAMES_PER_WHOIS = 50;

const API = '/api/v1/oauth2';

/** https://www.deviantart.com/oauth2/token */
export function tokenUrl(baseUrl: string): string {
  return `${baseUrl}/oauth2/token`;
}

/** https://www.deviantart.com/api/v1/oauth2/gallery/all?username=someone&offset=24&limit=24&mature_content=true */
export function galleryUrl(baseUrl: string, username: string, offset: number): string {
  return `${baseUrl}${API}/gallery/all?${pageQuery({ username }, offset, WORKS_PER_PAGE)}`;
}

/** https://www.deviantart.com/api/v1/oauth2/gallery/A21EC9DA-5967-7C31-35F2-9694D7E3E1BF?username=someone&mode=newest&offset=0&limit=24&mature_content=true */
export function folderUrl(baseUrl: string, username: string, folderId: string, offset: number): string {
  const query = pageQuery({ username, mode: 'newest' }, offset, WORKS_PER_PAGE);
  return `${baseUrl}${API}/gallery/${encodeURIComponent(folderId)}?${query}`;
}

/** https://www.deviantart.com/api/v1/oauth2/gallery/folders?username=someone&offset=0&limit=50&mature_content=true */
export function foldersUrl(baseUrl: string, username: string, offset: number): string {
  return `${baseUrl}${API}/gallery/folders?${pageQuery({ username }, offset, FOLDERS_PER_PAGE)}`;
}

/** https://www.deviantart.com/api/v1/oauth2/user/profile/someone?expand=user.stats */
export function profileUrl(baseUrl: string, username: string): string {
  return `${baseUrl}${API}/user/profile/${encodeURIComponent(username)}?expand=user.stats`;
}

/** https://www.deviantart.com/api/v1/oauth2/user/whois?expand=user.stats; the names go in the body */
export function whoisUrl(baseUrl: string): string {
  return `${baseUrl}${API}/user/whois?expand=user.stats`;
}

/** usernames%5B%5D=someone&usernames%5B%5D=someone-else */
export function whoisBody(usernames: readonly string[]): string {
  return new URLSearchParams(usernames.map((name) => ['usernames[]', name])).toString();
}

/** https://www.deviantart.com/api/v1/oauth2/browse/newest?offset=0&limit=50&mature_content=true */
export function browseUrl(baseUrl: string, feed: 'newest' | 'popular', offset: number): string {
  return `${baseUrl}${API}/browse/${feed}?${pageQuery({}, offset, BROWSED_PER_PAGE)}`;
}

/** https://www.deviantart.com/api/v1/oauth2/browse/tags?tag=digitalart&offset=0&limit=50&mature_content=true */
export function tagUrl(baseUrl: string, tag: string, offset: number): string {
  return `${baseUrl}${API}/browse/tags?${pageQuery({ tag }, offset, BROWSED_PER_PAGE)}`;
}

/** The website's page: https://www.deviantart.com/someone/gallery */
export function galleryPageUrl(baseUrl: string, username: string): string {
  return `${baseUrl}/${encodeURIComponent(username)}/gallery`;
}

/** https://www.deviantart.com/_puppy/dashared/gallection/contents?username=someone&type=gallery&order=newest&offset=0&limit=24&all_folder=true; the token is added on the wire */
export function contentsUrl(baseUrl: string, username: string, offset: number): string {
  const query = new URLSearchParams({
    username,
    type: 'gallery',
    order: 'newest',
    offset: String(offset),
    limit: String(WORKS_PER_PAGE),
    all_folder: 'true',
  });
  return `${baseUrl}/_puppy/dashared/gallection/contents?${query}`;
}

function pageQuery(own: Readonly<Record<string, string>>, offset: number, limit: number): string {
  return new URLSearchParams({
    ...own,
    offset: String(offset),
    limit: String(limit),
    mature_content: 'true',
  }).toString();
}
