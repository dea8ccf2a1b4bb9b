import { readFileSync } from 'node:fs';
import { InputError } from '../core/errors.ts';

/**
 * A secret from the variable NAME, or from the file that NAME_FILE points to. Never from tidemark.toml.
 *
 * @returns null if neither is set
 * @throws InputError if NAME_FILE names a file that cannot be read or is empty
 */
export function readSecret(name: string, env: NodeJS.ProcessEnv): string | null {
  const value = env[name]?.trim();
  if (value) return value;
  const file = env[`${name}_FILE`];
  if (!file) return null;
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new InputError(file, `cannot be read; ${name}_FILE must name a file that holds the secret`, { cause });
  }
  if (text === '') throw new InputError(file, `is empty; ${name}_FILE must name a file that holds the secret`);
  return text;
}
