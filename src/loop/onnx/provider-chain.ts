import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NoProviderError } from '../errors.ts';
import type { Provider, Refusal } from './providers.ts';

/** What a provider opened, and who refused before. */
export interface OpenedOn<T> {
  readonly provider: Provider;
  readonly refusals: readonly Refusal[];
  readonly opened: T;
}

/**
 * Opens something on the first provider that can: ONNX Runtime itself falls back to no other.
 *
 * @throws NoProviderError if none can
 */
export async function openOnFirst<T>(
  providers: readonly Provider[],
  open: (provider: Provider) => Promise<T>,
): Promise<OpenedOn<T>> {
  const refusals: Refusal[] = [];
  for (const [place, provider] of providers.entries()) {
    const missing = missingLibrary(provider);
    if (missing !== null) {
      refusals.push({ provider, reason: missing });
      continue;
    }
    try {
      if (provider === 'webgpu' && place < providers.length - 1) requireCard();
      return { provider, refusals, opened: await open(provider) };
    } catch (error) {
      refusals.push({ provider, reason: reasonOf(provider, (error as Error).message) });
    }
  }
  throw new NoProviderError(refusals);
}

const PROBE = fileURLToPath(new URL('./webgpu-probe.ts', import.meta.url));

/**
 * Asks a process of its own whether WebGPU works, where another provider could take its place: without a usable card
 * drivers write to standard error, and a faulty one ends its process.
 *
 * @throws Error with the reason why not
 */
function requireCard(): void {
  const { status, signal, stdout } = spawnSync(process.execPath, [PROBE], { stdio: ['ignore', 'pipe', 'ignore'] });
  if (status !== 0) throw new Error(`its driver ended the process that tried it (${signal ?? `code ${status}`})`);
  if (stdout.length > 0) throw new Error(stdout.toString());
}

/** What is known to be missing before ONNX Runtime and its libraries complain on standard error. */
function missingLibrary(provider: Provider): string | null {
  if (process.platform !== 'linux') return null;
  if (provider === 'cuda' && !existsSync(cudaLibrary())) {
    const script = join(packageFolder(), 'script', 'install.js');
    return `its library is not installed: run "node ${script} --onnxruntime-node-install=cuda12"`;
  }
  const vulkan = provider === 'webgpu' ? loadError('libvulkan.so.1') : null;
  return vulkan === null ? null : `${vulkan}: install libvulkan1 and the graphics card's Vulkan driver`;
}

function reasonOf(provider: Provider, message: string): string {
  const platform = `${process.platform}/${process.arch}`;
  if (message.includes('backend not found')) return `onnxruntime-node has no ${provider} for ${platform}`;
  if (message.includes('Failed to get a WebGPU adapter')) {
    return 'no graphics card that it can use was found: install its driver; on Linux, the one for Vulkan';
  }
  if (provider === 'cuda' && message.includes('Failed to load shared library')) {
    return `${loadError(cudaLibrary()) ?? message}: install the CUDA 12 runtime and cuDNN 9`;
  }
  return message.trim();
}

/** Why the system's linker does not load a library, which names what is missing; null if it does. */
function loadError(library: string): string | null {
  try {
    process.dlopen({ exports: {} }, library);
    return null;
  } catch (error) {
    const { message } = error as Error;
    // Node's own complaint, about a library that it has loaded and that is no add-on.
    return message.startsWith('Module did not self-register') ? null : message;
  }
}

function cudaLibrary(): string {
  return join(packageFolder(), 'bin/napi-v6/linux', process.arch, 'libonnxruntime_providers_cuda.so');
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
}
