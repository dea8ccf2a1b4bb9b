import { TidemarkError } from '../core/errors.ts';

/** The report could not be written, for want of space or permission. Nothing half written is left. */
export class ReportUnwritableError extends TidemarkError {
  readonly code = 'REPORT_UNWRITABLE';
  readonly remedy = 'stop';
  readonly directory: string;
  constructor(directory: string, cause: unknown) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    super(`${directory} cannot be written: ${problem}`, { cause });
    this.directory = directory;
  }
}
