import { TidemarkError } from '../core/errors.ts';
import type { Provider, Refusal } from './onnx/providers.ts';

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

/** A plan needs more disk, memory or time than there is, or than it allows itself. */
export class LoopTooLargeError extends TidemarkError {
  readonly code = 'LOOP_TOO_LARGE';
  readonly remedy = 'stop';
}

/** The loss of a training is no number any more. The last checkpoint is of before. */
export class TrainingDivergedError extends TidemarkError {
  readonly code = 'LOOP_TRAINING_DIVERGED';
  readonly remedy = 'stop';
  constructor(step: number, loss: number) {
    super(`the loss of step ${step} is ${loss}: a lower training.learning_rate, or training.clip, may keep it finite`);
  }
}

/** Another process trains the model that was to be trained. */
export class ModelBusyError extends TidemarkError {
  readonly code = 'LOOP_MODEL_BUSY';
  readonly remedy = 'wait';
  readonly pid: number;
  /** @param lock the file that says so */
  constructor(model: string, pid: number, lock: string) {
    super(`process ${pid} trains ${model} already: wait for it or stop it; remove ${lock} if it does not train it`);
    this.pid = pid;
  }
}

/** No provider can execute a model. Each one that was tried is named with its reason. */
export class NoProviderError extends TidemarkError {
  readonly code = 'LOOP_NO_PROVIDER';
  readonly remedy = 'stop';
  readonly refusals: readonly Refusal[];
  constructor(refusals: readonly Refusal[]) {
    const reasons = refusals.map(({ provider, reason }) => `\n  ${provider}: ${reason}`);
    super(`no provider of ONNX Runtime can execute the model:${reasons.join('')}`);
    this.refusals = refusals;
  }
}

/** A provider was asked for that ONNX Runtime does not have. */
export class UnknownProviderError extends TidemarkError {
  readonly code = 'LOOP_PROVIDER_UNKNOWN';
  readonly remedy = 'stop';
  constructor(name: string, known: readonly string[]) {
    super(`there is no provider "${name}"; there are ${known.join(', ')}`);
  }
}

/** A run, or what was to be put onto the device, needs more memory than the device has. */
export class DeviceMemoryError extends TidemarkError {
  readonly code = 'LOOP_DEVICE_MEMORY';
  readonly remedy = 'stop';
  readonly provider: Provider;
  /** The bytes that could not be had at once; null where the provider does not say. */
  readonly neededBytes: number | null;
  constructor(provider: Provider, neededBytes: number | null, options?: ErrorOptions) {
    const what = neededBytes === null ? 'what the model needs' : `${(neededBytes / 2 ** 20).toFixed(1)} MiB more`;
    super(`the ${provider} provider has no memory for ${what}: a smaller batch or model needs less`, options);
    this.provider = provider;
    this.neededBytes = neededBytes;
  }
}

/** ONNX Runtime failed at a run, for a reason of its own. */
export class ModelRunError extends TidemarkError {
  readonly code = 'LOOP_RUN_FAILED';
  readonly remedy = 'stop';
}

/** The thread in which a model ran is gone, and with it what was on the device. */
export class SessionLostError extends TidemarkError {
  readonly code = 'LOOP_SESSION_LOST';
  readonly remedy = 'retry';
  constructor(how: string, options?: ErrorOptions) {
    super(`the thread that ran the model ${how}`, options);
  }
}

/** A hub of pretrained models does not give a file. */
export class HubError extends TidemarkError {
  readonly code = 'LOOP_HUB_FAILED';
  readonly remedy = 'retry';
}
