import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export const SITES = ['artstation', 'deviantart', 'danbooru'] as const;
export type Site = (typeof SITES)[number];

export const FREE_PORTS = { artstation: 0, deviantart: 0, danbooru: 0 };

/** How to sample each stand-in site's whole frame or a part of it. */
export const THRESHOLD: Readonly<Record<Site, readonly string[]>> = {
  artstation: ['--min-followers', '2000'],
  deviantart: ['--min-followers', '2000'],
  danbooru: ['--min-posts', '50'],
};

/** Writes a tidemark.toml that points every site at the sandbox. */
export function configure(folder: string, sandbox: Sandbox): void {
  const lines = SITES.map((site) => `[sites.${site}]\nbase_url = "${sandbox.baseUrls[site]}"\n`);
  writeFileSync(join(folder, 'tidemark.toml'), lines.join('\n'));
}

/** What is true of an artist of a stand-in site: uploads by month, those a logged-out reader can see. */
export async function truth(sandbox: Sandbox, site: Site, artist: string): Promise<Record<string, number>> {
  const reply = await fetch(`${sandbox.baseUrls[site]}/_truth/${site}/${encodeURIComponent(artist)}`);
  if (!reply.ok) throw new Error(`no truth about ${artist} of ${site}: ${reply.status}`);
  const { months } = (await reply.json()) as { months: Record<string, { uploads: number }> };
  const counts = Object.entries(months).map(([month, { uploads }]): [string, number] => [month, uploads]);
  return Object.fromEntries(counts.filter(([, uploads]) => uploads > 0).sort());
}
