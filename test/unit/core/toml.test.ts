import { expect, test } from 'vitest';
import { z } from 'zod';
import { lineOf, parseToml } from '../../../src/core/toml.ts';

const TEXT = `# a plan
kind = "theory"

[schedule]
alpha = [
  0.5,
  1,
]
shares = { site = "all", from = "2021-01" }
[[arms]]
name = "a"
[[arms]]
name = "b"
`;

test.each([
  [['kind'], 2],
  [['schedule'], 4],
  [['schedule', 'alpha'], 5],
  [['schedule', 'alpha', 1], 5],
  [['schedule', 'shares', 'from'], 9],
  [['arms', 1, 'name'], 13],
])('%j begins on line %i', (path, line) => {
  expect(lineOf(TEXT, path)).toBe(line);
});

test('what is not there is looked for in the innermost table around it', () => {
  expect(lineOf(TEXT, ['schedule', 'shares', 'mapping'])).toBe(9);
  expect(lineOf(TEXT, ['seed'])).toBeNull();
});

const schema = z.strictObject({ kind: z.string(), table: z.strictObject({ share: z.number().max(1) }).optional() });

test.each([
  ['kind = "a"\n\n[table]\nshare = 1.5', /^p\.toml: line 4: table\.share: /],
  ['kind = "a"\ncolour = 1', /^p\.toml: line 2: top level: .*"colour"/],
  ['kind = "a"\n[table]\nshare = 1\nsize = 2', /^p\.toml: line 4: table: .*"size"/],
  ['kind = "a"\n[table]', /^p\.toml: line 2: table\.share: /],
  ['[table]\nshare = 1', /^p\.toml: kind: /],
  ['kind = ', /^p\.toml: line 1, column \d+: /],
])('%j is refused with its line', (text, message) => {
  expect(() => parseToml(text, 'p.toml', schema)).toThrow(message);
});
