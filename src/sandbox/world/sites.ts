export const SANDBOX_SITES = ['artstation', 'deviantart', 'danbooru'] as const;
export type SandboxSite = (typeof SANDBOX_SITES)[number];
