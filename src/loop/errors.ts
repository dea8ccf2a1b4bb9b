import { TidemarkError } from '../core/errors.ts';

/** A plan of trained models was to be run, and this build has no engine that trains them. Nothing was written. */
export class LoopEngineMissingError extends TidemarkError {
  readonly code = 'LOOP_ENGINE_MISSING';
  readonly remedy = 'stop';
  readonly kind: string;
  constructor(kind: string) {
    super(
      `a plan of kind ${kind} needs an engine that trains and samples image models, which this build does not have; ` +
        'it can be checked and planned with "tidemark loop plan"',
    );
    this.kind = kind;
  }
}

/** A plan needs more disk or time than there is or than it allows itself. Nothing was written. */
export class LoopTooLargeError extends TidemarkError {
  readonly code = 'LOOP_TOO_LARGE';
  readonly remedy = 'stop';
}
