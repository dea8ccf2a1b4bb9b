import type { SandboxSite } from '../world/sites.ts';
import type { Scene } from './fault.ts';

export type Row = Readonly<Record<string, unknown>>;
type Body = Readonly<Record<string, unknown>> | readonly Row[];

/** Where each site keeps the rows of a page, a row's date and its owner. */
const ROWS: Readonly<Record<SandboxSite, string | undefined>> = {
  artstation: 'data',
  deviantart: 'results',
  danbooru: undefined,
};
export const DATE_KEY: Readonly<Record<SandboxSite, string>> = {
  artstation: 'published_at',
  deviantart: 'published_time',
  danbooru: 'created_at',
};

/** The honest page with some of its rows or fields changed. */
export async function changedPage(
  scene: Scene,
  change: (rows: readonly Row[]) => readonly Row[],
  fields: (honest: Row, rows: readonly Row[]) => Row = () => ({}),
): Promise<Response> {
  const { site } = scene;
  const body = (await (await scene.honest()).json()) as Body;
  const rows = rowsOf(site, body);
  const key = ROWS[site];
  return scene.c.json(
    key === undefined ? change(rows) : { ...body, [key]: change(rows), ...fields(body as Row, rows) },
  );
}

export function rowsOf(site: SandboxSite, body: unknown): readonly Row[] {
  const key = ROWS[site];
  return (key === undefined ? body : (body as Row)[key]) as readonly Row[];
}
