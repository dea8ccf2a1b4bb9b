/** What a crawl needs of a post, about 0.2 KB instead of 2.7 KB. */
const POST_FIELDS = 'id,created_at,uploader_id,file_ext,tag_string_artist,tag_string_meta';

/** Most posts on a page; more are cut silently. */
export const POSTS_PER_PAGE = 200;
export const TAGS_PER_PAGE = 1000;

/** https://danbooru.donmai.us/posts.json?tags=some_artist&limit=200&only=id%2Ccreated_at&page=b6100001 */
export function postsUrl(baseUrl: string, artistTag: string, belowId: number | undefined): string {
  const query = new URLSearchParams({ tags: artistTag, limit: String(POSTS_PER_PAGE), only: POST_FIELDS });
  if (belowId !== undefined) query.set('page', `b${belowId}`);
  return `${baseUrl}/posts.json?${query}`;
}

/** https://danbooru.donmai.us/tags.json?search%5Bcategory%5D=1&search%5Border%5D=count&limit=1000&page=1 */
export function artistTagsUrl(baseUrl: string, page: number): string {
  const query = new URLSearchParams({
    'search[category]': '1',
    'search[order]': 'count',
    limit: String(TAGS_PER_PAGE),
    page: String(page),
  });
  return `${baseUrl}/tags.json?${query}`;
}

/** https://danbooru.donmai.us/tags.json?search%5Bname_comma%5D=some_artist&search%5Bcategory%5D=1 */
export function tagUrl(baseUrl: string, artistTag: string): string {
  return `${baseUrl}/tags.json?${new URLSearchParams({ 'search[name_comma]': artistTag, 'search[category]': '1' })}`;
}

/** The page a person opens: https://danbooru.donmai.us/posts/6100001 */
export function postUrl(id: string | number): string {
  return `https://danbooru.donmai.us/posts/${id}`;
}
