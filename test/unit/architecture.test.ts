import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');

/** What the files of each folder of src may import from other folders of src. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  store: ['core'],
  analysis: ['core'],
  charts: ['core'],
  sandbox: ['core'],
  crawlers: ['core', 'config'],
  loop: ['core', 'store', 'analysis', 'charts'],
  reports: ['core', 'store', 'analysis', 'charts'],
  jobs: ['core', 'config', 'store', 'analysis', 'charts', 'crawlers', 'loop', 'reports'],
  cli: ['core', 'config', 'store', 'analysis', 'charts', 'crawlers', 'loop', 'reports', 'jobs', 'sandbox'],
};
const PURE = ['analysis', 'charts', 'loop/metrics', 'loop/theory', 'loop/policies.ts'];

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap((file): Import[] => {
  const text = readFileSync(join(SRC, file), 'utf8');
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
  return targets.map((to) => ({
    from: file,
    to: to.startsWith('.') ? relative(SRC, join(SRC, dirname(file), to)) : to,
  }));
});
const inside = imports.filter(({ to }) => files.includes(to));

describe('the imports of src', () => {
  test('are found at all', () => {
    expect(inside.length).toBeGreaterThan(50);
  });

  test('point one way', () => {
    const folder = (file: string) => file.split('/')[0]!;
    const wrong = inside.filter(
      ({ from, to }) => folder(from) !== folder(to) && !ARROWS[folder(from)]?.includes(folder(to)),
    );
    expect(wrong).toEqual([]);
  });

  test('make no circle', () => {
    const next = Map.groupBy(inside, ({ from }) => from);
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('bring no Node module into the pure parts', () => {
    const impure = imports.filter(
      ({ from, to }) => to.startsWith('node:') && PURE.some((part) => from.startsWith(part)),
    );
    expect(impure).toEqual([]);
  });

  test('open a database file in one place only, because a second instance of a file loses rows', () => {
    const openers = files.filter((file) =>
      /DuckDBInstance\.(create|fromCache)/.test(readFileSync(join(SRC, file), 'utf8')),
    );
    expect(openers).toEqual(['store/connection.ts']);
  });
});
