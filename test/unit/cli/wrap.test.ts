import { expect, test } from 'vitest';
import { wrap } from '../../../src/cli/wrap.ts';

test('breaks between words and indents what goes on', () => {
  expect(wrap('  one two three four', 11)).toBe('  one two\n    three\n    four');
});

test('leaves short lines and empty lines as they are', () => {
  expect(wrap('  one\n\ntwo', 10)).toBe('  one\n\ntwo');
});

test('does not break a word, however long', () => {
  expect(wrap('a /a/very/long/path b', 8)).toBe('a\n  /a/very/long/path\n  b');
});
