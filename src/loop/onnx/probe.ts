import { Graph } from './graph.ts';
import { modelBytes } from './model.ts';
import type { Provider, Refusal } from './providers.ts';
import { openSession } from './session.ts';

/** Finds out which provider models run on here, by opening and running the least one. @throws NoProviderError if none does */
export async function probeProviders(): Promise<{
  readonly provider: Provider;
  readonly refusals: readonly Refusal[];
}> {
  const graph = new Graph();
  graph.output('y', graph.input('x', [1]));
  await using session = await openSession(modelBytes(graph), { threads: 1 });
  await session.run({ x: { shape: [1], values: Float32Array.of(1) } });
  return { provider: session.provider, refusals: session.refusals };
}
