import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { monthFromText, textFromMonth } from '../core/month.ts';

/** Options every command has. */
export interface CommonOptions {
  readonly dataDir: string;
  readonly config?: string;
  readonly json?: true;
}

export function withCommonOptions(command: Command, { json = true } = {}): Command {
  command
    .option('--data-dir <dir>', 'where the store, the archive, the runs and the models lie', 'data')
    .option('--config <file>', 'the configuration (default: tidemark.toml, if it is there)');
  return json ? command.option('--json', 'print the result as JSON on standard output') : command;
}

/** The configuration file to read; null where none was named and there is no tidemark.toml. */
export function configFile(options: CommonOptions): string | null {
  if (options.config !== undefined) return resolve(options.config);
  return existsSync('tidemark.toml') ? resolve('tidemark.toml') : null;
}

export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      const end = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`;
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}${end}.`);
    }
    return value;
  };
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0)) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

export function share(text: string): number {
  const value = positive(text);
  if (value > 1) throw new InvalidArgumentError('Expected a share above 0 and at most 1.');
  return value;
}

/** A month as `YYYY-MM`, checked. */
export function month(text: string): string {
  try {
    return textFromMonth(monthFromText(text));
  } catch {
    throw new InvalidArgumentError('Expected a month such as 2021-01.');
  }
}

export function months(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), month(text)];
}

export function names(text: string, before: readonly string[] | undefined): readonly string[] {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a name, got nothing.');
  return [...(before ?? []), text];
}

export function choice(flags: string, description: string, values: readonly string[], preset?: string): Option {
  const option = new Option(flags, description).choices(values);
  return preset === undefined ? option : option.default(preset);
}
