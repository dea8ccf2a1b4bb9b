import { expect, test } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../../src/core/errors.ts';
import { parseJson } from '../../../src/core/json.ts';

const schema = z.strictObject({ rows: z.array(z.number()) });
const parse = (text: string) => () => parseJson(text, 'a.json', schema);

test('JSON that is as the schema says is read', () => {
  expect(parse('{"rows": [1, 2]}')()).toEqual({ rows: [1, 2] });
});

test('what is wrong is told with file and place', () => {
  expect(parse('{')).toThrow(InputError);
  expect(parse('{')).toThrow(/a\.json.*expected JSON/);
  expect(parse('{"rows": [1, "two"]}')).toThrow(/a\.json.*rows\.1: .*number/);
  expect(parse('3')).toThrow(/a\.json.*the whole: .*object/);
});
