import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SMALL_MODELS } from '../../../support/small-models.ts';
import { VULKAN_NEEDS, vulkanEnvironment } from '../../../support/vulkan-driver.ts';

const PROGRAM = fileURLToPath(new URL('../../../support/webgpu-training.ts', import.meta.url));
const env = vulkanEnvironment();

/** What the program prints. */
interface Losses {
  readonly cpu: readonly number[];
  readonly webgpu: readonly number[];
}

describe(`five steps of training on WebGPU have the losses of the CPU, and no node falls back to it (${VULKAN_NEEDS}):`, () => {
  test.skipIf(env === null).each([...SMALL_MODELS.keys()])('%s', async (model) => {
    const run = promisify(execFile)(process.execPath, [PROGRAM, model], { env: env!, maxBuffer: 2 ** 28 });
    const { stdout, stderr } = await run;
    const { cpu, webgpu } = JSON.parse(stdout) as Losses;
    expect(new Set(cpu).size).toBe(5);
    for (const [step, loss] of cpu.entries())
      expect(Math.abs(webgpu[step]! - loss), `step ${step + 1}`).toBeLessThan(1e-4);
    const placements = stderr.matchAll(/(All nodes|Node\(s\)) placed on \[(\w+)\]/g);
    expect([...placements].map(([, which, provider]) => [which, provider])).toEqual([
      ['All nodes', 'WebGpuExecutionProvider'],
    ]);
    expect(stderr.match(/Add Memcpy.*/g)).toBeNull();
  });
});
