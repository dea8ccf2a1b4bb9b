import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { InputError } from './errors.ts';

/**
 * Reads TOML and checks it against a schema.
 *
 * @param file what to call the text in messages
 * @throws InputError naming the file and, for broken TOML, line and column; for a wrong value, its key and what was expected
 */
export function parseToml<Schema extends z.ZodType>(text: string, file: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(tableFrom(text, file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(file, `${issue!.path.join('.') || 'top level'}: ${issue!.message}`);
}

function tableFrom(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [problem] = cause.message.split('\n');
    throw new InputError(file, `line ${cause.line}, column ${cause.column}: ${problem}`, { cause });
  }
}
