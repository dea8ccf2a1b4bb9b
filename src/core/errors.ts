/** What the caller can do: try again, wait and try again, skip this one item, or stop. */
export type Remedy = 'retry' | 'wait' | 'skip' | 'stop';

/** The root of every error Tidemark raises on purpose. Programs look at `code` and `remedy`, never at the text. */
export abstract class TidemarkError extends Error {
  abstract readonly code: `${string}_${string}`;
  abstract readonly remedy: Remedy;
  override get name(): string {
    return this.constructor.name;
  }
}

/** The command line or a plan asks for something that does not exist. Ends the program with exit code 2. */
export class UsageError extends TidemarkError {
  readonly code = 'USAGE_INVALID';
  readonly remedy = 'stop';
}

/** A file is not what it should be: names the file, the place in it, and what was expected. */
export class InputError extends TidemarkError {
  readonly code = 'INPUT_INVALID';
  readonly remedy = 'stop';
  readonly file: string;
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, options);
    this.file = file;
  }
}
