import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NoProviderError, UnknownProviderError } from '../../../../src/loop/errors.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { modelBytes } from '../../../../src/loop/onnx/model.ts';
import { type Provider, providersHere } from '../../../../src/loop/onnx/providers.ts';
import { openSession } from '../../../../src/loop/onnx/session.ts';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
const CUDA_LIBRARY = join(PACKAGE, `bin/napi-v6/linux/${process.arch}/libonnxruntime_providers_cuda.so`);

const graph = new Graph();
graph.output('y', graph.input('x', [1]));
const MODEL = modelBytes(graph);

async function openOn(providers: readonly Provider[]) {
  const session = await openSession(MODEL, { providers, threads: 1 });
  onTestFinished(() => session.close());
  return session;
}

test('a session runs on the first provider that can, and keeps the reasons of those that cannot', async () => {
  const absent = (['dml', 'coreml'] as const).filter((provider) => !providersHere().includes(provider));
  const session = await openOn([...absent, 'cpu']);
  expect(session.provider).toBe('cpu');
  expect(session.refusals).toEqual(
    absent.map((provider) => ({
      provider,
      reason: `onnxruntime-node has no ${provider} for ${process.platform}/${process.arch}`,
    })),
  );
});

test('where no provider can run a model, the error names each with its reason', async () => {
  const opening = openSession(Uint8Array.of(1, 2, 3), { providers: ['coreml', 'cpu'] });
  const error = await opening.catch((thrown: unknown) => thrown as NoProviderError);
  expect(error).toBeInstanceOf(NoProviderError);
  expect((error as NoProviderError).refusals.map(({ provider }) => provider)).toEqual(['coreml', 'cpu']);
  expect((error as NoProviderError).message).toMatch(/\n {2}cpu: .*protobuf/);
});

// The package brings no library for CUDA: it is installed by hand.
test.skipIf(process.platform !== 'linux' || existsSync(CUDA_LIBRARY))(
  'where the library for CUDA is missing, the refusal says how to install it',
  async () => {
    const session = await openOn(['cuda', 'cpu']);
    expect(session.provider).toBe('cpu');
    expect(session.refusals).toEqual([{ provider: 'cuda', reason: expect.stringMatching(/install\.js .*cuda12/) }]);
  },
);

test('a provider of another name is refused with the names that there are', async () => {
  const opening = openSession(MODEL, { providers: ['rocm' as Provider] });
  await expect(opening).rejects.toThrow(UnknownProviderError);
  await expect(opening).rejects.toThrow(/"rocm".* cuda, webgpu, dml, coreml, cpu/);
});
