import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

test('the reference lists every error with its remedy, and no other', () => {
  const sources = globSync('src/**/*.ts', { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const declared = sources.flatMap((text) =>
    [...text.matchAll(/readonly code = '(\w+)';\s+readonly remedy(?:: Remedy| = '(\w+)');/g)].map(
      ([, code, remedy]) => `${code} ${remedy ?? 'varies'}`,
    ),
  );
  const page = readFileSync(join(ROOT, 'docs/reference/errors.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, code, remedy]) => `${code} ${remedy}`);
  expect(declared.length).toBeGreaterThan(15);
  expect(listed.sort()).toEqual(declared.sort());
});
