import type { z } from 'zod';
import { InputError } from './errors.ts';

/**
 * Reads JSON against a schema.
 *
 * @param file what to call the text in messages
 * @throws InputError naming the file, and the place in it that is not as the schema says
 */
export function parseJson<Schema extends z.ZodType>(text: string, file: string, schema: Schema): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(file, 'expected JSON', { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new InputError(file, `${path.map(String).join('.') || 'the whole'}: ${message}`);
}
