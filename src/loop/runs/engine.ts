import { LoopEngineMissingError } from '../errors.ts';
import type { TrainedPlan } from '../plan/trained-arms.ts';
import type { ImageType } from './images.ts';
import type { Weights } from './safetensors.ts';

/** An image of a loop, as an engine sees it. */
export interface LoopImage {
  readonly source: 'real' | number;
  readonly item: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly image: string;
  readonly caption: string | null;
  read(): Promise<Uint8Array>;
}

/** One generation of one loop. */
export interface EngineStep {
  readonly arm: string;
  /** Of the loop. */
  readonly seed: number;
  readonly generation: number;
  /** What the generation is trained on; in a relay, what it passes on. */
  readonly set: readonly LoopImage[];
}

export interface Draw {
  readonly item: number;
  /** As itemSeed has it. */
  readonly seed: string;
}

export interface DrawnImage {
  readonly bytes: Uint8Array;
  /** What a captioner says of it; null without one. */
  readonly caption: string | null;
  /** The text it was drawn from; null for a model without text. */
  readonly prompt: string | null;
}

export interface EngineMeasure {
  readonly metric: string;
  readonly measured: number;
  /** Over images; 0 where it is not known. */
  readonly standardError: number;
}

/**
 * Trains, samples and measures the models of a plan. Its random numbers come from the loop's seed, the generation and the
 * seeds of the draws alone, so that the same step has the same outcome whenever it is taken.
 */
export interface Engine {
  /** What computes, and on what; for the manifest. */
  readonly provider: string;
  readonly device: string;
  readonly threads: number;
  readonly imageType: ImageType;
  /**
   * @param before what the generation before came to; null in generation 0
   * @returns null where models are frozen
   */
  train(step: EngineStep, before: Weights | null, signal: AbortSignal): Promise<Weights | null>;
  /** @returns one image a draw, in the order of the draws */
  sample(
    step: EngineStep,
    weights: Weights | null,
    draws: readonly Draw[],
    signal: AbortSignal,
  ): AsyncIterable<DrawnImage>;
  /** @param drawn the model's images that are to be measured; empty where the set itself is */
  measure(step: EngineStep, drawn: readonly LoopImage[], signal: AbortSignal): Promise<readonly EngineMeasure[]>;
}

/**
 * The engine that a plan needs.
 *
 * @throws LoopEngineMissingError: this build has none
 */
export function engineOf({ kind }: TrainedPlan): never {
  throw new LoopEngineMissingError(kind);
}
