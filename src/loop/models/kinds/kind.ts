import type { SessionOptions } from '../../onnx/session.ts';
import type { Weights } from '../../runs/safetensors.ts';
import type { Program } from '../scope.ts';
import type { Trainable } from '../training.ts';

/** What sessions run on. */
export type Device = Required<Pick<SessionOptions, 'providers' | 'threads'>>;

/** Weights to look at, and what to look at them with. */
export interface Look extends Device {
  readonly weights: Weights;
  readonly signal: AbortSignal;
}

/** Something to see or to read of what a model does. */
export interface Showing {
  readonly ending: 'png' | 'txt';
  readonly content: Uint8Array | string;
  /** Of a grid: what each of its rows shows, in lines. */
  readonly rows?: string;
}

/** What looking at a model finds. */
export interface Looked {
  /** Of held-out images, beside the loss; of each, more is better. Empty where none are held out. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Null where there is nothing to show. */
  readonly shown: Showing | null;
}

/** How the loss of held-out images is worked out. */
export interface HeldOut {
  /** The loss without what makes training harder. */
  readonly trainable: Trainable;
  /** Over how many of its batches. */
  readonly batches: number;
}

/** What a plan's kind comes to on its data: all that training, evaluating and saving a model needs to know of it. */
export interface ModelKind {
  readonly training: Trainable;
  /** Null where nothing is held out. */
  readonly heldOut: HeldOut | null;
  /** The finished model's computations, by the names of their ONNX files. */
  readonly programs: Readonly<Record<string, Program>>;
  /** Texts that belong to the model, by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** What whoever uses the model must know: its sizes, how its inputs are made. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Null where there are no metrics but the loss, and nothing to show. */
  readonly look: ((look: Look) => Promise<Looked>) | null;
}
