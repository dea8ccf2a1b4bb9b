/** Origin of histories crawled from this machine: invented by a stand-in site. Live sites are named by their host. */
export const STAND_IN = 'stand-in';

/** Origin of histories that no crawl read. */
export const FROM_FILE = 'file';
