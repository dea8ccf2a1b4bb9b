import type { Provider, Refusal } from './providers.ts';
import type { Fate } from './run-fate.ts';
import type { NamedValues, Ports } from './values.ts';

/** What a session's thread is started with. */
export interface SessionRequest {
  readonly model: Uint8Array;
  readonly providers: readonly Provider[];
  readonly threads: number;
  readonly carried: Readonly<Record<string, string>>;
}

/** The thread's first message. */
export type Opening =
  | { readonly kind: 'open'; readonly session: SessionInfo }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

/** What is known of a session once it is open. */
export interface SessionInfo {
  readonly provider: Provider;
  /** Providers that were tried before, with their reasons. */
  readonly refusals: readonly Refusal[];
  /** The model's inputs and outputs, in its order. */
  readonly inputs: Ports;
  readonly outputs: Ports;
}

/** What a session asks of its thread, which does one after the other. */
export type Request =
  | { readonly kind: 'set'; readonly inputs: NamedValues }
  | { readonly kind: 'run'; readonly inputs: NamedValues; readonly fate: Fate }
  | { readonly kind: 'get'; readonly names: readonly string[] }
  | { readonly kind: 'close' };

/** The answers, in the order of the requests. To `close` the thread answers by its end. */
export type Reply =
  | { readonly kind: 'done'; readonly values: NamedValues }
  | { readonly kind: 'failed'; readonly error: Error };
